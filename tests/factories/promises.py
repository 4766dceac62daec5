"""Calendars and policies for tests."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aftercare.clocks.commands.calendars import add_calendar
from aftercare.clocks.commands.hotlines import HotlineChoice, set_hotline
from aftercare.clocks.commands.policies import NewStep, Promise, add_policy, take_over
from aftercare.clocks.models import Calendar, Clock, Hotline, Policy
from aftercare.clocks.rules.templates import BY_CODE, Template
from aftercare.clocks.terms import Metric, Span, Target, Unit, WorkCalendar
from aftercare.kernel.actor import SYSTEM
from tests.factories.people import MONDAY

OFFICE_HOURS = WorkCalendar("UTC", week=((Span(540, 1080),),) * 5 + ((), ()))
"""9 to 18, Monday to Friday, in the time zone of the tests."""


def office(name: str = "Office", body: WorkCalendar = OFFICE_HOURS) -> Calendar:
    """A calendar."""
    return add_calendar(name, body, by=SYSTEM, at=MONDAY)


def promise(
    metric: Metric, amount: int, unit: Unit = Unit.OPEN_MINUTES, *steps: NewStep, name: str = "", **more: object
) -> Policy:
    """A policy; in open time by the office's calendar unless told otherwise."""
    calendar = more.pop("calendar", None) or Calendar.objects.filter(name="Office").first() or office()
    target = Target(amount, unit, bool(more.pop("end_of_day", False)))
    made = Promise(name or f"{metric} {amount}", metric, target, calendar=calendar, **more)  # type: ignore[arg-type]
    return add_policy(made, steps, by=SYSTEM, at=MONDAY)


def promise_of(template: Template) -> Promise:
    """A template's answers as its form fills them in; day and night."""
    match = {name: said for name, said in (("kind", template.kind), ("channel", template.channel)) if said}
    return Promise(template.name, template.metric, template.target, match=match, begins_in=template.begins_in)


def of_template(*codes: str) -> list[Policy]:
    """Promises as they are taken over from templates."""
    return [take_over(BY_CODE[code], promise_of(BY_CODE[code]), by=SYSTEM, at=MONDAY) for code in codes]


def hotline(name: str = "Service line", **more: object) -> Hotline:
    """A number that buyers may ring; day and night unless told otherwise."""
    return set_hotline(None, HotlineChoice(name, "0800 000 1234", **more), by=SYSTEM, at=MONDAY)  # type: ignore[arg-type]


def clock(metric: Metric) -> Clock:
    """The only clock of this metric."""
    return Clock.objects.get(metric=metric)


def at(text: str) -> datetime:
    """A time of the tests' week."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("UTC"))
