"""Telling what no move begins: goods are due soon."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from aftercare.cases.terms import Channel
from aftercare.notifications.commands.telling import Teller
from aftercare.notifications.queries.facts import cause_of_case, reminder_id
from aftercare.notifications.queries.setting import policy
from aftercare.notifications.rules.events import BY_CODE
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import due_within

_CHUNK = 500


def remind(*, at: datetime) -> set[str]:
    """Remind the buyers whose goods are due within so many days; of one day nobody is reminded twice."""
    days = policy().reminder_days
    if days is None:
        return set()
    today, last, channels = timezone.localdate(at), 0, set[str]()
    while chunk := _due(today, today + timedelta(days=days), after=last):
        teller = Teller(at)
        for returning in chunk:
            cause = cause_of_case(returning.case, "sweep.goods_due", id=reminder_id(returning), at=at)
            teller.tell(BY_CODE["reminder"], cause)
        channels |= teller.write()
        last = chunk[-1].pk
    return channels


def _due(first: date, last: date, *, after: int) -> list[Return]:
    rows = due_within(first, last).exclude(case__channel=Channel.IMPORT).filter(pk__gt=after).order_by("pk")
    return list(rows.select_related("case", "case__customer", "case__customer__member", "case__merchant")[:_CHUNK])
