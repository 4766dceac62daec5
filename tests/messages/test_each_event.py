"""Each message of the matrix is begun by something that really happens; those to buyers say what counts."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from aftercare.duties.lifecycle import BY_KIND as TASKS
from aftercare.flow.return_goods import cancel, lapse
from aftercare.kernel.actor import SYSTEM
from aftercare.notifications.commands.setting import set_choices
from aftercare.notifications.models import Message
from aftercare.notifications.rules.events import BY_CODE, KINDS
from aftercare.org.roles import Role
from aftercare.returns.commands import sending
from aftercare.web.entry_words import ENTRY
from tests.factories.carriers import carrier
from tests.factories.exchanges import agreed, articles, counted, received, sent
from tests.factories.people import MONDAY, actor, buyer
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved
from tests.messages.conftest import read_journal_at
from tests.messages.postoffice import Office
from tests.messages.test_telling import texts, with_mail

SOURCE = Path(__file__).parent.parent.parent / "aftercare"
READY = {"visits.visit.move"}
"""Begun by a room that is not built yet."""


@pytest.fixture
def place(outside: Office) -> Scene:
    """A merchant."""
    return scene()


def kinds_written() -> Iterator[str]:
    """What the code writes into the journal: by its tables of moves, and by facts of their own."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text()
        if "commands" in path.parts:
            yield from re.findall(r"\"([a-z_]+\.[a-z_]+\.[a-z_]+)\"", text)
        yield from re.findall(r"f\"([a-z_]+\.[a-z_]+\.)\{", text)
        for name, body in re.findall(r"Lifecycle\(\s*\"([a-z_.]+)\",(.*?)\n\)", text, re.DOTALL):
            yield from (f"{name}.{action}" for action in re.findall(r"\"(\w+)\":", body))
    # Kinds of tasks share their moves, which stand beside the tables.
    yield from (f"{table.name}.{action}" for table in TASKS.values() for action in table.moves)


def test_every_message_is_begun_by_something_that_the_code_writes() -> None:
    written = set(kinds_written())
    # Some kinds end with a word that is filled in.
    filled = tuple(kind for kind in written if kind.endswith("."))
    assert {kind for kind in KINDS - written - READY if not (kind.startswith(filled) and kind in ENTRY)} == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.shows("PAG-24")
def test_a_courier_who_is_booked_and_moved_is_told_with_his_hours_but_not_for_ten_minutes(place: Scene) -> None:
    carrier(fetches=True, fetch_weekdays=(1, 2, 3, 4, 5), fetch_spans=("09:00-13:00", "09:10-13:10", "14:00-18:00"))
    returning = approved(place, order(place))
    mine = buyer(with_mail(returning.case_id).customer_id)
    wednesday = date(2026, 3, 4)
    returning = sending.book_pickup(returning, wednesday, "09:00-13:00", by=mine, at=MONDAY)
    returning = sending.change_pickup(returning, wednesday, "09:10-13:10", by=mine, at=MONDAY)
    read_journal_at(MONDAY)
    [booked] = texts("scheduled")
    assert "the courier fetches your parcel on 4 Mar 2026 09:00–13:00" in booked
    assert texts("moved") == [], "ten minutes are not told"
    returning = sending.change_pickup(returning, wednesday, "14:00-18:00", by=mine, at=MONDAY)
    sending.call_off_pickup(returning, by=mine, at=MONDAY)
    read_journal_at(MONDAY)
    [moved] = texts("moved")
    assert "It is now 4 Mar 2026 14:00–18:00, no longer 4 Mar 2026 09:10–13:10." in moved
    [off] = texts("pickup_off")
    assert "did not take place" in off


@pytest.mark.django_db(transaction=True)
def test_every_end_and_a_replacement_are_told(place: Scene) -> None:
    set_choices(BY_CODE["done"], {("buyer", "email")}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    called = applied(place, order(place, account="called"))
    cancel(called, by=buyer(with_mail(called.case_id).customer_id), at=MONDAY)
    late = approved(place, order(place, account="late"))
    with_mail(late.case_id)
    lapse(late, by=SYSTEM, at=MONDAY + timedelta(days=30))
    articles(place)
    swapped = agreed(place, order(place, account="swapped"))
    with_mail(swapped.case_id)
    counted(swapped)
    received(sent(swapped))
    read_journal_at(MONDAY)
    assert "is cancelled, as you asked" in texts("cancelled")[0]
    assert "did not reach us by 9 Mar 2026" in texts("lapsed")[0]
    assert "is on its way with Demo Post, number NP55001" in texts("replacement_shipped")[0]
    assert "is done" in texts("done")[0]
    told = {(message.case_id, message.event) for message in Message.objects.filter(role="buyer")}
    assert {(called.case_id, "cancelled"), (late.case_id, "lapsed"), (swapped.case_id, "done")} <= told
    assert (swapped.case_id, "rate") in told
