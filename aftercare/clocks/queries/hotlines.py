"""Telephone lines: which a buyer is shown, and whether somebody answers now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from aftercare.clocks.models import Hotline
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.opening import Opening, opening


@dataclass(frozen=True)
class Line:
    """A hotline at a moment."""

    hotline: Hotline
    now: Opening


def hotlines() -> QuerySet[Hotline]:
    """All of them, by name."""
    return Hotline.objects.select_related("calendar__current", "merchant").order_by("name")


def shown_to_buyers(merchant_id: int | None = None) -> QuerySet[Hotline]:
    """The lines that a merchant's buyers may ring; without a merchant those that serve all."""
    serves = Q(merchant=None) | Q(merchant=merchant_id) if merchant_id else Q(merchant=None)
    return hotlines().filter(serves, is_shown=True)


def at_the_moment(found: Iterable[Hotline], at: datetime) -> list[Line]:
    """The lines, and who of them is open."""
    return [Line(one, opening(hours_of(one.calendar.current if one.calendar else None), at)) for one in found]
