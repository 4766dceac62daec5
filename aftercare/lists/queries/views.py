"""The saved views somebody sees, and how his columns stand."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from aftercare.lists.models import DefaultView, Layout, View
from aftercare.org.models import Member


def views_visible_to(member: Member, list_: str) -> QuerySet[View]:
    """His own views of a list and those shared with one of his roles, by name."""
    mine = Q(owner=member) | Q(roles__overlap=list(member.roles))
    return View.objects.filter(mine, list=list_).order_by("name", "pk")


def default_view(member: Member, list_: str) -> View | None:
    """The view with which the list opens for him, as long as he sees it."""
    chosen = DefaultView.objects.filter(member=member, list=list_).values("view")
    return views_visible_to(member, list_).filter(pk__in=chosen).first()


def kept_columns(member: Member, list_: str, view: View | None) -> Mapping[str, object] | None:
    """How he arranged the list, or this view of it; else as the view was saved; None when nobody arranged anything."""
    found = Layout.objects.filter(member=member, list=list_, view=view).values_list("columns", flat=True).first()
    if found is not None or view is None:
        return found
    columns: Mapping[str, object] = view.columns
    return columns
