"""Ratings, and what they say together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Q, QuerySet

from aftercare.cases.models import Case
from aftercare.cases.queries.interventions import rulings_of
from aftercare.cases.terms import Room, Ruling
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.quality.models import Rating
from aftercare.quality.rules.rating import hindrance
from aftercare.quality.terms import BEST, UNHAPPY, WORST, Hindrance, Standing
from aftercare.rows.asking import Prepared

STARS = range(BEST, WORST - 1, -1)
_FIGURES: dict[str, Any] = {
    "count": Count("pk"),
    "mean": Avg("stars"),
    "unhappy": Count("pk", filter=Q(stars__lte=UNHAPPY)),
    **{f"of_{stars}": Count("pk", filter=Q(stars=stars)) for stars in STARS},
}


@dataclass(frozen=True)
class Summary:
    """Ratings together; `by_stars` counts them, five stars first. Without any there is no mean."""

    name: str
    count: int
    mean: float | None
    unhappy: int
    by_stars: tuple[int, ...]


def visible_to(actor: Actor) -> QuerySet[Rating]:
    """Ratings for who may see scores, newest first; those of his merchants alone for who is confined to some."""
    found = Rating.objects.select_related("case", "merchant").order_by("-given_at", "-pk")
    if not actor.may(Right.SCORES_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def rating_of(case_id: int) -> Rating | None:
    """What the buyer said of a case, if he did."""
    return _OF_CASE.first(case_id)


_OF_CASE = Prepared[Rating](lambda case: Rating.objects.filter(case=case).order_by("pk")[:1])


def hindrance_of(case: Case, *, at: datetime) -> Hindrance | None:
    """Why a case cannot be rated now; None when it can."""
    standing = Standing(
        ended_at=case.state_since if case.state == Room.CLOSED else None,
        is_rated=rating_of(case.pk) is not None,
        is_disputed=is_disputed(case.pk),
    )
    return hindrance(standing, days=settings.RATING_DAYS, at=at)


def is_disputed(case_id: int) -> bool:
    """Whether a complaint about it is open: the platform has stepped in, and has not judged yet."""
    return rulings_of([case_id]).get(case_id) == Ruling.NONE


def summary(found: QuerySet[Rating], name: str = "") -> Summary:
    """All of them together."""
    return _summary(name, found.order_by().aggregate(**_FIGURES))


def by_merchant(found: QuerySet[Rating]) -> list[Summary]:
    """Together by merchant, in the order of their names."""
    rows = found.order_by("merchant__name").values("merchant__name").annotate(**_FIGURES)
    return [_summary(row["merchant__name"], row) for row in rows]


def _summary(name: str, row: Mapping[str, Any]) -> Summary:
    counts = tuple(row[f"of_{stars}"] for stars in STARS)
    return Summary(name, row["count"], row["mean"], row["unhappy"], counts)
