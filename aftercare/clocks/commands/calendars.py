"""Calendars: every change is a new version; which clocks it moves is decided apart."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.keeping import step_of
from aftercare.clocks.models import Calendar, CalendarVersion, Policy
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.calendars import Hours, opens_every_year
from aftercare.clocks.rules.plain import calendar_of, calendar_plain, digest_of
from aftercare.clocks.rules.steps import can_be_reached
from aftercare.clocks.rules.targets import can_be_due
from aftercare.clocks.terms import WorkCalendar
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.rows.whole import whole


class BadCalendar(DomainError):
    """A calendar that no clock can run by."""

    code = "bad_calendar"


class Overtaken(Conflict):
    """What a change was made from holds no more."""

    code = "overtaken"


@whole()
def add_calendar(name: str, body: WorkCalendar, *, region: str = "", by: Actor, at: datetime) -> Calendar:
    """A new calendar with its first version."""
    _check_name(name)
    calendar = Calendar.objects.create(name=name.strip(), region=region.strip())
    calendar.current = draft_version(calendar, body, by=by, at=at)
    calendar.save(update_fields=["current"])
    after = {"name": calendar.name, "zone": body.zone}
    record(Fact("clocks.calendar.add", f"clocks.calendar:{calendar.pk}", by, at, after=after))
    return calendar


@whole()
def draft_version(
    calendar: Calendar, body: WorkCalendar, *, note: str = "", by: Actor, at: datetime
) -> CalendarVersion:
    """The calendar as it shall be, made from the hours that the row carries; these must still be those of now.

    Nothing runs by it yet; the same hours as now are refused.
    """
    now = Calendar.objects.select_for_update().get(pk=calendar.pk)
    if now.current_id != calendar.current_id:
        raise Overtaken(_("Somebody changed this meanwhile. Make your change again, then rehearse it."))
    _check_body(body)
    _check_promises(calendar, body, at)
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


@whole()
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


def _check_body(body: WorkCalendar) -> None:
    if body.zone not in available_timezones():
        raise BadCalendar(_("“%(zone)s” is not a time zone."), field="zone", zone=body.zone)
    ZoneInfo(body.zone)
    if not opens_every_year(body):
        sentence = _("Give it hours that come back, in a week or a season: single days come to an end.")
        raise BadCalendar(sentence, field="monday")


def _check_promises(calendar: Calendar, body: WorkCalendar, at: datetime) -> None:
    """No promise by it may become one that is never due."""
    hours = Hours(body)
    promises = Policy.objects.filter(calendar=calendar, is_active=True).prefetch_related("steps")
    for policy in promises.order_by("pk"):
        if not can_be_due(policy.target, hours, at):
            sentence = _("“%(policy)s” would never be due by these hours.")
            raise BadCalendar(sentence, field="monday", policy=policy.name)
        if not all(can_be_reached(step_of(step), policy.target, hours, at) for step in policy.steps.all()):
            sentence = _("A step of “%(policy)s” would never come by these hours.")
            raise BadCalendar(sentence, field="monday", policy=policy.name)
