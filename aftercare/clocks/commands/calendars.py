"""Calendars: every change is a new version; which clocks it moves is decided apart."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.clocks.models import Calendar, CalendarVersion
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.calendars import NeverOpen, micros
from aftercare.clocks.rules.plain import calendar_of, calendar_plain, digest_of
from aftercare.clocks.terms import WorkCalendar
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError


class BadCalendar(DomainError):
    """A calendar that no clock can run by."""

    code = "bad_calendar"


@transaction.atomic
def add_calendar(name: str, body: WorkCalendar, *, region: str = "", by: Actor, at: datetime) -> Calendar:
    """A new calendar with its first version."""
    _check_name(name)
    calendar = Calendar.objects.create(name=name.strip(), region=region.strip())
    calendar.current = draft_version(calendar, body, by=by, at=at)
    calendar.save(update_fields=["current"])
    after = {"name": calendar.name, "zone": body.zone}
    record(Fact("clocks.calendar.add", f"clocks.calendar:{calendar.pk}", by, at, after=after))
    return calendar


@transaction.atomic
def draft_version(
    calendar: Calendar, body: WorkCalendar, *, note: str = "", by: Actor, at: datetime
) -> CalendarVersion:
    """The calendar as it shall be. Nothing runs by it yet; the same hours as now are refused."""
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    _check_body(body, at)
    plain = calendar_plain(body)
    if calendar.current and calendar.current.digest == digest_of(plain):
        raise BadCalendar(_("Nothing has changed."))
    number = CalendarVersion.objects.filter(calendar=calendar).count() + 1
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=number,
        body=plain,
        digest=digest_of(plain),
        made_at=at,
        made_by=by.key,
        made_by_name=by.name[:200],
        note=note.strip()[:300],
    )
    hours_of(version)
    return version


@transaction.atomic
def make_current(version: CalendarVersion, *, by: Actor, at: datetime) -> Calendar:
    """From now on new clocks run by this version; those that run keep theirs."""
    calendar = Calendar.objects.select_for_update().get(pk=version.calendar_id)
    before = {"version": calendar.current_id}
    calendar.current = version
    calendar.save(update_fields=["current"])
    label = f"clocks.calendar:{calendar.pk}"
    record(Fact("clocks.calendar.change", label, by, at, before=before, after={"version": version.pk}))
    return calendar


def body_of(calendar: Calendar) -> WorkCalendar:
    """The calendar as it is now."""
    return calendar_of(calendar.current.body) if calendar.current else WorkCalendar("UTC")


def _check_name(name: str) -> None:
    if not name.strip():
        raise BadCalendar(_("Give it a name."), field="name")
    if Calendar.objects.filter(name=name.strip()).exists():
        raise BadCalendar(_("There is a calendar of this name already."), field="name")


def _check_body(body: WorkCalendar, at: datetime) -> None:
    if body.zone not in available_timezones():
        raise BadCalendar(_("“%(zone)s” is not a time zone."), field="zone", zone=body.zone)
    ZoneInfo(body.zone)
    version = CalendarVersion(body=calendar_plain(body), digest=digest_of(calendar_plain(body)))
    try:
        hours_of(version).next_open(micros(at))
    except NeverOpen:
        raise BadCalendar(_("This calendar never opens; no promise would ever be due."), field="monday") from None
