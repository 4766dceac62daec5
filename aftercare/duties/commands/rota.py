"""Weekend duty: a weekend day opens with the people on duty, and each of them is owed a day of rest. [APT-49]"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.calendars import body_of, draft_version, make_current
from aftercare.clocks.commands.changing import plan_version
from aftercare.clocks.models import Calendar, Change
from aftercare.clocks.queries.changes import awaits_its_day
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.sources import MADE_UP
from aftercare.clocks.rules.writing import read_spans, write_spans
from aftercare.clocks.terms import Day, Span, WorkCalendar
from aftercare.duties.models import OnDuty, RotaDay
from aftercare.duties.queries.rota import DAY_NAME, bare_days, opened_by_rota, rest_untold
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.org.roles import rights_of
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole

SATURDAY = 5
FARTHEST = timedelta(days=366)


class NobodyOnDuty(DomainError):
    """A weekend day that would open with nobody there."""

    code = "nobody_on_duty"


class BadRota(DomainError):
    """A duty that cannot be like this."""

    code = "bad_rota"


@whole()
def open_day(calendar: Calendar, on: date, hours: str, people: Sequence[Member], *, by: Actor, at: datetime) -> RotaDay:
    """A weekend day opens, from these hours to these, with these people; what begins from now on counts it.

    Where the calendar is open that day anyway, by its shifts, they are named, owed their rest, and it opens no wider.
    """
    _check_manages(by)
    if not people:
        raise NobodyOnDuty(_("A weekend day opens only with somebody on duty."), field="people")
    fresh = _locked(calendar)
    _check_day(fresh, on, at)
    spans = read_spans(hours, field="hours")
    if not spans:
        raise BadRota(_("Say from when to when."), field="hours")
    body = body_of(fresh)
    day = RotaDay(calendar=fresh, on=on, hours=write_spans(spans), earlier=_kept(body.days.get(on)))
    day.is_open_anyway = bool(hours_of(fresh.current).of_day(on.toordinal()))
    day.save()
    if not day.is_open_anyway:
        _change_day(fresh, on, Day(DAY_NAME, spans), by=by, at=at)
    record(Fact("duties.rota.open", day.label, by, at, after={"calendar": fresh.name, "on": on, "hours": day.hours}))
    for member in people:
        _put(day, member, by=by, at=at)
    return day


@whole()
def put_on_duty(day: RotaDay, member: Member, *, by: Actor, at: datetime) -> OnDuty:
    """One more is on duty that day."""
    _check_manages(by)
    return _put(_fresh(day, at), member, by=by, at=at)


@whole()
def take_off_duty(person: OnDuty, *, by: Actor, at: datetime) -> None:
    """He does not work that day after all; with the last one the day closes again."""
    _check_manages(by)
    day = _fresh(person.day, at)
    found = OnDuty.objects.select_for_update().filter(pk=person.pk, rest_on=None).select_related("member").first()
    if found is None:
        raise BadRota(_("He has taken his rest for it already, or is not on duty any more."))
    found.delete()
    told = {"what": _what(day), "member": found.member_id}
    after: Mapping[str, object] = {**told, "address": "/duties/rota/"}
    record(Fact("duties.rota.take_off", day.label, by, at, before=told, after=after))
    if not OnDuty.objects.filter(day=day).exists():
        _close(day, by=by, at=at)


@whole()
def take_rest(person: OnDuty, on: date, *, by: Actor, at: datetime) -> OnDuty:
    """He has a day off for his weekend duty, once for each."""
    _check_manages(by)
    found = OnDuty.objects.select_for_update(of=("self",)).select_related("day__calendar__current").get(pk=person.pk)
    if found.rest_on:
        raise BadRota(_("The rest for this duty was given already."), field="on")
    hours = hours_of(found.day.calendar.current)
    if found.day.on >= hours.local(at).date():
        raise BadRota(_("The duty is still to come: rest is given once it is over."))
    if on <= found.day.on:
        raise BadRota(_("Rest comes after the duty."), field="on")
    if on > hours.local(at).date() + FARTHEST:
        raise BadRota(_("Rest is given at most a year ahead."), field="on")
    if not hours.of_day(on.toordinal()):
        raise BadRota(_("Nobody works on that day anyway: give a working day off."), field="on")
    found.rest_on = on
    sentence = _("He has that day off already, for another duty.")
    with refused_by("rest_day_taken_once", BadRota(sentence, field="on")):
        found.save(update_fields=["rest_on"])
    after = {"member": found.member_id, "rest_on": on, "for": found.day.on, "what": on.isoformat(),
             "address": "/duties/rota/"}  # fmt: skip
    record(Fact("duties.rota.rest", found.day.label, by, at, before={"rest_on": None}, after=after))
    return found


@whole()
def tell_owed(today: date, *, by: Actor, at: datetime) -> int:
    """Tell everybody once, after his duty, that a day of rest is owed to him; how many were told."""
    found = list(rest_untold(today).select_for_update(of=("self",), skip_locked=True))
    for person in found:
        after = {"member": person.member_id, "what": _what(person.day), "address": "/duties/rota/"}
        record(Fact("duties.rota.owe", person.day.label, by, at, after=after))
    OnDuty.objects.filter(pk__in=[one.pk for one in found]).update(told_at=at)
    return len(found)


@whole()
def tell_bare(today: date, *, by: Actor, at: datetime) -> int:
    """Tell the planners once of each day that is open with nobody there; how many days they were told of.

    A day that somebody is put on again is told of anew when he goes, too.
    """
    bare = list(bare_days(today).select_for_update(of=("self",), skip_locked=True))
    RotaDay.objects.filter(on__gte=today, bare_told_at__isnull=False).exclude(pk__in=[day.pk for day in bare]).update(
        bare_told_at=None
    )
    untold = [day for day in bare if day.bare_told_at is None]
    for day in untold:
        after = {
            "calendar": day.calendar.name,
            "what": f"{day.calendar.name}, {_what(day)}",
            "address": "/duties/rota/",
        }
        record(Fact("duties.rota.bare", day.label, by, at, after=after))
    RotaDay.objects.filter(pk__in=[day.pk for day in untold]).update(bare_told_at=at)
    return len(untold)


@whole()
def rehearse_running(calendar: Calendar, *, by: Actor, at: datetime) -> Change:
    """What it would do to the promises that run if they ran by the hours that the rota has made; asked for once."""
    _check_manages(by)
    fresh = _locked(calendar)
    if fresh.current is None:
        raise BadRota(_("Nothing has changed."))
    asked = Change.objects.filter(version=fresh.current, state__in=("rehearsing", "rehearsed", "waiting"))
    return asked.order_by("-pk").first() or plan_version(fresh.current, by=by, at=at)


def check_weekends(calendar: Calendar, body: WorkCalendar) -> None:
    """A calendar that opens weekends by its rota opens no others by its week, nor by days, with nobody on duty."""
    opened, now = opened_by_rota(calendar), body_of(calendar)
    if not opened:
        return
    if _open_weekdays(body) - _open_weekdays(now) or any(
        _opens(on, day) and on not in opened and now.days.get(on) != day for on, day in body.days.items()
    ):
        raise NobodyOnDuty(_("This calendar opens weekend days by its duty rota: name there who is on duty."))


def _open_weekdays(body: WorkCalendar) -> set[int]:
    """The weekend's days on which it opens by its week or by a season's."""
    weeks = [body.week, *(season.week for season in body.seasons)]
    return {n for n in range(SATURDAY, 7) if any(week[n] for week in weeks)}


def _opens(on: date, day: Day) -> bool:
    """A weekend day with hours; a make-up workday is none, everybody works on it."""
    return on.weekday() >= SATURDAY and bool(day.spans) and day.name != MADE_UP


def _locked(calendar: Calendar) -> Calendar:
    return Calendar.objects.select_for_update(of=("self",)).select_related("current").get(pk=calendar.pk)


def _fresh(day: RotaDay, at: datetime) -> RotaDay:
    """The day, locked by its calendar; duties of days that are over stay as they were."""
    calendar = _locked(Calendar(pk=day.calendar_id))
    found = RotaDay.objects.filter(pk=day.pk).first()
    if found is None or found.on < hours_of(calendar.current).local(at).date():
        raise BadRota(_("This day is over, or was closed again."))
    found.calendar = calendar
    return found


def _check_day(calendar: Calendar, on: date, at: datetime) -> None:
    hours = hours_of(calendar.current)
    today = hours.local(at).date()
    if on.weekday() < SATURDAY:
        raise BadRota(_("Choose a Saturday or a Sunday."), field="on")
    if not today <= on <= today + FARTHEST:
        raise BadRota(_("Choose a day from today on, at most a year ahead."), field="on")
    own = hours.calendar.days.get(on)
    is_taken = RotaDay.objects.filter(calendar=calendar, on=on).exists()
    if is_taken or (own and own.spans):
        raise BadRota(_("The calendar is open on this day already."), field="on")


def _put(day: RotaDay, member: Member, *, by: Actor, at: datetime) -> OnDuty:
    if Right.DUTIES_WORK not in rights_of(member.roles):
        raise BadRota(
            _("Name people who work on tasks: the others are not told that rest is owed to them."), field="people"
        )
    with refused_by("on_duty_once_a_day", BadRota(_("He is on duty that day already."), field="member")):
        made = OnDuty.objects.create(day=day, member=member)
    after: Mapping[str, object] = {"member": member.pk, "what": _what(day), "address": "/duties/rota/"}
    record(Fact("duties.rota.put_on", day.label, by, at, after=after))
    return made


def _close(day: RotaDay, *, by: Actor, at: datetime) -> None:
    if not day.is_open_anyway:
        _change_day(day.calendar, day.on, _stood(day), by=by, at=at)
    record(Fact("duties.rota.close", day.label, by, at, before={"on": day.on, "hours": day.hours}))
    day.delete()


def _change_day(calendar: Calendar, on: date, day: Day | None, *, by: Actor, at: datetime) -> None:
    """Say of one day what it is, or nothing; not while other hours wait for their day, which would be lost by it."""
    if awaits_its_day(calendar):
        raise BadRota(
            _("Other hours of this calendar wait for their day. Call that change off, or wait until they hold."),
            field="calendar",
        )
    body = body_of(calendar)
    days = {when: one for when, one in body.days.items() if when != on} | ({on: day} if day else {})
    make_current(draft_version(calendar, replace(body, days=days), note=DAY_NAME, by=by, at=at), by=by, at=at)


def _kept(day: Day | None) -> list[object] | None:
    return [day.name, [[span.start, span.end] for span in day.spans]] if day else None


def _stood(day: RotaDay) -> Day | None:
    """What the calendar said of the day before the rota opened it, such as a holiday."""
    if day.earlier is None:
        return None
    name, spans = day.earlier
    return Day(name, tuple(Span(start, end) for start, end in spans))


def _what(day: RotaDay) -> str:
    """The day and its hours, which read alike in every language."""
    return f"{day.on.isoformat()}, {day.hours}"


def _check_manages(by: Actor) -> None:
    if not by.may(Right.DUTIES_MANAGE):
        raise NotAllowed(_("You do not have the right to do this."))
