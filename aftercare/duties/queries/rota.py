"""Who is on duty at weekends, and to whom rest is owed."""

from datetime import date

from django.db.models import QuerySet

from aftercare.clocks.models import Calendar
from aftercare.duties.models import OnDuty, RotaDay
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right


def coming_days(today: date) -> QuerySet[RotaDay]:
    """The weekend days that are open from today on, with their people."""
    found = RotaDay.objects.filter(on__gte=today).select_related("calendar").prefetch_related("people__member")
    return found.order_by("on", "calendar__name", "pk")


def rest_owed(actor: Actor, today: date) -> QuerySet[OnDuty]:
    """Duties that are over and for which no rest was given: everybody's for who manages them, else one's own."""
    found = OnDuty.objects.filter(rest_on=None, day__on__lt=today).select_related("member", "day")
    found = found.order_by("day__on", "pk")
    return found if actor.may(Right.DUTIES_MANAGE) else found.filter(member=actor.id)


def rest_given(actor: Actor) -> QuerySet[OnDuty]:
    """What was given, the latest first."""
    found = OnDuty.objects.filter(rest_on__isnull=False).select_related("member", "day").order_by("-rest_on", "-pk")
    return found if actor.may(Right.DUTIES_MANAGE) else found.filter(member=actor.id)


def rest_untold(today: date) -> QuerySet[OnDuty]:
    """Duties that are over, whose people have not been told that rest is owed to them."""
    found = OnDuty.objects.filter(rest_on=None, told_at=None, day__on__lt=today)
    return found.select_related("day").order_by("pk")


def opened_by_rota(calendar: Calendar) -> set[date]:
    """The days that a calendar's rota opened."""
    return set(RotaDay.objects.filter(calendar=calendar, is_open_anyway=False).values_list("on", flat=True))
