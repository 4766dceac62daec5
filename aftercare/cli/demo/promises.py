"""What the demo company promises: decisions, answers and refunds in office hours, goods handled in 100 minutes."""

from datetime import datetime

from django.conf import settings

from aftercare.clocks.commands.calendars import add_calendar
from aftercare.clocks.commands.policies import NewStep, Promise, add_policy
from aftercare.clocks.models import Calendar
from aftercare.clocks.rules.templates import OFFICE, THREE_SHIFTS
from aftercare.clocks.terms import Act, Metric, PromisedTo, Reopening, Target, Unit, WorkCalendar
from aftercare.kernel.actor import Actor
from aftercare.org.roles import Role

_WARN = NewStep(-60, Act.TELL, Role.OPERATIONS_REVIEWER)
_RAISE = NewStep(0, Act.RAISE)
_MANAGER = NewStep(120, Act.TELL, Role.MANAGER)


def promise_times(boss: Actor, at: datetime) -> None:
    """Two calendars, and a promise for each part of a return."""
    office = add_calendar("Office", WorkCalendar(settings.TIME_ZONE, week=OFFICE), by=boss, at=at)
    dock = add_calendar("Dock, three shifts", WorkCalendar(settings.TIME_ZONE, week=THREE_SHIFTS), by=boss, at=at)
    for promise, steps in _promises(office, dock):
        add_policy(promise, steps, by=boss, at=at)


def _promises(office: Calendar, dock: Calendar) -> list[tuple[Promise, list[NewStep]]]:
    return [
        (
            Promise("Decided in 8 open hours", Metric.DECIDE, Target(480, Unit.OPEN_MINUTES), calendar=office),
            [_WARN, _RAISE, _MANAGER],
        ),
        (
            Promise("Messages answered in 4 open hours", Metric.REPLY, Target(240, Unit.OPEN_MINUTES), calendar=office),
            [_WARN],
        ),
        (
            Promise(
                "Goods handled in 100 minutes",
                Metric.HANDLE_GOODS,
                Target(100, Unit.OPEN_MINUTES),
                calendar=dock,
                promised_to=PromisedTo.INTERNAL,
                template="goods-100m",
            ),
            [],
        ),
        (
            Promise(
                "Refund in 5 working days",
                Metric.REFUND_DONE,
                Target(5, Unit.WORKING_DAYS, end_of_day=True),
                calendar=office,
                reopening=Reopening.RESUME,
            ),
            [NewStep(-480, Act.TELL, Role.FINANCE_REVIEWER), NewStep(0, Act.TELL, Role.MANAGER)],
        ),
    ]
