"""Keeping how somebody arranged his columns. It concerns him alone, so the journal is not told."""

from aftercare.lists.models import Layout, View
from aftercare.lists.terms import Arrangement
from aftercare.org.models import Member


def keep_layout(member: Member, list_: str, arrangement: Arrangement, *, view: View | None = None) -> None:
    """Remember the arrangement for this member, or for him in this view."""
    columns = arrangement.as_plain()
    Layout.objects.update_or_create(member=member, list=list_, view=view, defaults={"columns": columns})


def forget_layout(member: Member, list_: str, *, view: View | None = None) -> None:
    """Back to the standard, or to how the view was saved."""
    Layout.objects.filter(member=member, list=list_, view=view).delete()
