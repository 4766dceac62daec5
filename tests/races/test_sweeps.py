"""Several sweeps at once, beside people at work on the same cases: everything once, nothing lost."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection

from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case
from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import Clock
from aftercare.clocks.terms import Act, Metric, Unit
from aftercare.flow.promises import sweep
from aftercare.flow.return_goods import reject
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from tests.factories.people import AGENT, REVIEWER
from tests.factories.promises import at, promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LATER = at("2026-03-02 10:30")
STEPS = (NewStep(0, Act.TELL, "manager"), NewStep(5, Act.RAISE), NewStep(10, Act.HAND_OVER, "manager"))


def test_two_sweeps_at_once_do_everything_once() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, *STEPS)
    place = scene()
    for number in range(30):
        applied(place, order(place, account=f"b{number}"))

    def look(_number: int) -> None:
        sweep(at=LATER)

    assert at_once(4, look) == {"done": 4}
    sweep(at=LATER)  # what two of them both saw and neither took
    told = Counter(Entry.objects.filter(kind__startswith="clocks.clock.").values_list("kind", "subject"))
    assert set(told.values()) == {1}
    assert Counter(kind for kind, _subject in told) == {
        "clocks.clock.late": 30,
        "clocks.clock.tell": 30,
        "clocks.clock.hand_over": 30,
    }
    acts = Entry.objects.filter(kind__in=["cases.case.raise_priority", "cases.case.hand_to"])
    assert Counter(acts.values_list("kind", flat=True)) == {"cases.case.raise_priority": 30, "cases.case.hand_to": 30}
    assert set(Case.objects.values_list("priority", "handed_to")) == {(1, "manager")}


def test_sweeps_and_people_never_wait_in_a_circle() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, *STEPS)
    promise(Metric.ANSWER, 30, Unit.OPEN_MINUTES, *STEPS)
    place = scene()
    returns = [applied(place, order(place, account=f"b{number}")) for number in range(24)]

    def work(number: int) -> None:
        if number % 3 == 0:
            for minute in range(6):
                sweep(at=LATER + timedelta(minutes=minute))
            return
        for returning in returns[number::8]:
            add_note(returning.case, "We look at it.", for_buyer=True, by=AGENT, at=LATER)
            reject(returning, "Worn.", by=REVIEWER, at=LATER)

    assert at_once(8, work) == {"done": 8}
    sweep(at=LATER + timedelta(hours=1))
    touched = {number for number in range(8) if number % 3}
    decided = {returns[place_].pk for number in touched for place_ in range(number, 24, 8)}
    assert Clock.objects.filter(state="stopped", metric="decide").count() == len(decided)
    assert not list(broken_links())
    told = Counter(Entry.objects.filter(kind__startswith="clocks.clock.").values_list("kind", "subject", "after__step"))
    assert set(told.values()) == {1}


HANGS = """
import django, time
django.setup()
from aftercare.flow import promises
from datetime import datetime, timezone
def hang(*_what, **_how):
    print("in the middle", flush=True)
    time.sleep(100)
promises.attention.raise_priorities = hang
promises.sweep(at=datetime.fromisoformat({at!r}))
"""


def test_killed_in_the_middle_nothing_is_lost_and_nothing_comes_twice() -> None:
    promise(Metric.DECIDE, 60, Unit.OPEN_MINUTES, *STEPS)
    place = scene()
    for number in range(5):
        applied(place, order(place, account=f"b{number}"))
    told = connection.settings_dict
    host = quote(str(told["HOST"]), safe="")
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{host}:{told['PORT']}/{told['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.test_settings"}
    command = [sys.executable, "-W", "ignore", "-c", HANGS.format(at=LATER.isoformat())]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "in the middle\n"
        assert sweep(at=LATER) == 0  # it holds them all, and nobody waits for it
        worker.kill()
    for _try in range(100):
        if Entry.objects.filter(kind="clocks.clock.late").count() == 5:
            break
        sweep(at=LATER)
        time.sleep(0.05)  # until the server has noticed that the worker is gone
    found = Counter(Entry.objects.filter(kind__startswith="clocks.clock.").values_list("kind", flat=True))
    assert set(found.values()) == {5}
    assert len(found) == 3
    assert set(Case.objects.values_list("priority", "handed_to")) == {(1, "manager")}
