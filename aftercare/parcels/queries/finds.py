"""Parcels that nobody expected."""

from django.db.models import Count, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.parcels.models import Find
from aftercare.parcels.terms import FindState

OPEN = (FindState.WAITING, FindState.KEPT)
"""Finds that still lie here."""


def finds_visible_to(actor: Actor) -> QuerySet[Find]:
    """Finds, newest first, for those who see parcels; whose owner is unknown the company's own people only."""
    found = Find.objects.select_related("case", "merchant").order_by("-found_at", "-pk")
    if not (actor.may(Right.PARCELS_SEE) or actor.may(Right.GOODS_SEE)):
        return found.none()
    if actor.stations is not None:
        return found.filter(found_by=actor.key)
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def counts_of_finds(actor: Actor) -> dict[str, int]:
    """How many there are by state."""
    rows = finds_visible_to(actor).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def open_find_of(case_id: int) -> Find | None:
    """The find of a case that nothing has become of yet."""
    return Find.objects.filter(case=case_id, state__in=[str(state) for state in OPEN]).first()


def finds_of(case_id: int) -> QuerySet[Find]:
    """Everything of a case that nobody expected, first first."""
    return Find.objects.filter(case=case_id).order_by("found_at", "pk")
