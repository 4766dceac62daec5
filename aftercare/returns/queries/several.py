"""Reads about several returns at once."""

from collections.abc import Iterable

from aftercare.returns.models import Return, ReturnLine


def lines_of_each(returns: Iterable[Return]) -> dict[int, list[ReturnLine]]:
    """The lines of several returns with their order lines, by return id, in one query."""
    found: dict[int, list[ReturnLine]] = {returning.pk: [] for returning in returns}
    for line in ReturnLine.objects.filter(returning__in=list(found)).select_related("order_line").order_by("pk"):
        found[line.returning_id].append(line)
    return found
