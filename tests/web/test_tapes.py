"""The arithmetic of a promised time: open hours make no days of twenty-four."""

from datetime import timedelta

import pytest
from django.utils import translation

from aftercare.clocks.terms import Metric, Unit
from aftercare.duties.commands.tasks import hold
from aftercare.duties.terms import TaskKind
from aftercare.web.tapes import Tape
from tests.factories.duties import task
from tests.factories.people import MANAGER, MONDAY
from tests.factories.promises import at, clock, office, promise

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("unit", "amount", "language", "words"),
    [
        (Unit.WORKING_DAYS, 7, "en", "counted 9 h 0 min, waited 0 min; 54 h 0 min of open hours are left"),
        (Unit.OPEN_MINUTES, 63 * 60, "en", "counted 9 h 0 min, waited 0 min; 54 h 0 min of open hours are left"),
        (Unit.MINUTES, 63 * 60, "en", "counted 9 h 0 min, waited 0 min; 2 d 6 h are left"),
        (Unit.WORKING_DAYS, 7, "zh-hans", "54 小时 0 分钟"),
    ],
)
def test_what_is_left_is_said_as_it_is_counted(unit: Unit, amount: int, language: str, words: str) -> None:
    office()
    promise(Metric.PLAN, amount, unit)
    waiting = task("Plan", TaskKind.PLAN)
    hold(waiting, "The customer is away", by=MANAGER, at=MONDAY + timedelta(hours=9))
    with translation.override(language):
        assert words in Tape(clock(Metric.PLAN), at("2026-03-02 18:00")).arithmetic


def test_minutes_of_open_hours_are_whose_they_are_in_hours() -> None:
    promise(Metric.PLAN, 100 * 60)
    task("Plan", TaskKind.PLAN)
    tape = Tape(clock(Metric.PLAN), at("2026-03-06 18:00"))
    assert [(str(who), spent) for who, spent in tape.owners] == [("Us", "45 h 0 min")]
