"""Who is on duty at weekends, and to whom rest is owed."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from aftercare.clocks.models import Calendar, Change, Clock
from aftercare.clocks.queries.running import OPEN
from aftercare.duties.models import OnDuty, RotaDay
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS

DAY_NAME = "Weekend duty"
"""How calendars keep a day that the rota opened; pages say it in the reader's language."""
_WORKERS = [str(role) for role, rights in ROLE_RIGHTS.items() if Right.DUTIES_WORK in rights]
_MANY = 1000


def coming_days(today: date) -> QuerySet[RotaDay]:
    """The weekend days that are open from today on, with their people."""
    found = RotaDay.objects.filter(on__gte=today).select_related("calendar").prefetch_related("people__member")
    return found.order_by("on", "calendar__name", "pk")


def bare_days(today: date) -> QuerySet[RotaDay]:
    """Days to come that are open although nobody of their people works on tasks here any more."""
    there = OnDuty.objects.filter(day=OuterRef("pk"), member__is_active=True, member__roles__overlap=_WORKERS)
    found = RotaDay.objects.filter(~Exists(there), on__gte=today).select_related("calendar")
    return found.order_by("on", "pk")


def is_there(person: OnDuty) -> bool:
    """Whether somebody of the rota still works on tasks here."""
    return person.member.is_active and bool(set(_WORKERS) & set(person.member.roles))


def calendars_ahead() -> list[tuple[Calendar, int]]:
    """Calendars whose hours the rota changed last, with how many promises run by hours from before; at most 1,000.

    None where somebody has looked at what it would do to them, and decided.
    """
    looked = Change.objects.filter(version=OuterRef("current"), state__in=("applying", "applied", "dropped"))
    rows = Calendar.objects.filter(~Exists(looked), current__note=DAY_NAME).order_by("name").select_related("current")
    found = [(calendar, clocks_by_older(calendar)[:_MANY].count()) for calendar in rows]
    return [(calendar, count) for calendar, count in found if count]


def clocks_by_older(calendar: Calendar) -> QuerySet[Clock]:
    """The clocks that run by an earlier version of a calendar."""
    return Clock.objects.filter(OPEN, version__calendar=calendar).exclude(version=calendar.current_id)


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
