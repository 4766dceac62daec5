"""The saved views somebody sees, and how his columns stand."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.lists.models import DefaultView, Layout, View
from aftercare.org.models import Member


def views_visible_to(member: Member, list_: str) -> QuerySet[View]:
    """His own views of a list and those shared with one of his roles, by name."""
    mine = Q(owner=member) | Q(roles__overlap=list(member.roles))
    chosen = DefaultView.objects.filter(member=member, list=list_, view=OuterRef("pk"))
    return View.objects.filter(mine, list=list_).annotate(is_default=Exists(chosen)).order_by("name", "pk")


def default_view(member: Member, list_: str) -> View | None:
    """The view with which the list opens for him, as long as he sees it."""
    return default_among(views_visible_to(member, list_))


def default_among(views: Iterable[View]) -> View | None:
    """The same, of the views that he sees."""
    return next((view for view in views if getattr(view, "is_default", False)), None)


def kept_columns(member: Member, list_: str, view: View | None) -> Mapping[str, object] | None:
    """How he arranged the list, or this view of it; else as the view was saved; None when nobody arranged anything."""
    found = Layout.objects.filter(member=member, list=list_, view=view).values_list("columns", flat=True).first()
    if found is not None or view is None:
        return found
    columns: Mapping[str, object] = view.columns
    return columns
