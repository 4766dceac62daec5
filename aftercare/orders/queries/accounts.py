"""Reading owed-back accounts."""

from collections.abc import Iterable

from aftercare.orders.models import Grant, OrderLine


def lines_behind(grant_ids: Iterable[int]) -> dict[int, OrderLine]:
    """The order lines, with their accounts, that grants draw on; by grant id, in one query."""
    found = Grant.objects.filter(pk__in=list(grant_ids)).select_related("line")
    return {grant.pk: grant.line for grant in found}
