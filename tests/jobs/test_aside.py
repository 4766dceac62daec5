"""Every reader of the journal goes on past an entry that it cannot read; the entry is kept until it was read."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from procrastinate import App
from procrastinate.contrib.django import app as found

from aftercare.cli.findings import Mark
from aftercare.cli.looks import _set_aside
from aftercare.jobs import subscriptions
from aftercare.jobs.aside import sifted
from aftercare.jobs.reader import Reader
from aftercare.jobs.subscriptions import SUBSCRIPTIONS, Subscription
from aftercare.journal.commands.aside import NoReason, ask_again, leave_out, try_again
from aftercare.journal.models import Cursor, Entry, SetAside
from aftercare.journal.terms import Fact
from aftercare.kernel.errors import DomainError, StalePage
from aftercare.org.roles import Role
from aftercare.rows.whole import whole
from tests.factories.aside import put_aside
from tests.factories.journal import entry_of
from tests.factories.people import AGENT, MONDAY, actor
from tests.jobs.test_payouts import run_worker
from tests.jobs.test_tasks import statuses
from tests.reading import read_all_told, read_next

app: App = found
pytestmark = pytest.mark.django_db(transaction=True)
ADMINISTRATOR = actor(Role.ADMINISTRATOR)


def tell(kind: str) -> Entry:
    """One fact of its own stream."""
    return entry_of(Fact(kind, f"test.{kind}:1", AGENT, MONDAY))


class Picky:
    """A consumer that cannot read some kinds."""

    def __init__(self, *bad: str) -> None:
        self.bad, self.heard, self.calls = set(bad), list[str](), 0

    def __call__(self, entries: Sequence[Entry]) -> None:
        self.calls += 1
        if broken := self.bad & {entry.kind for entry in entries}:
            raise ValueError(f"cannot read {min(broken)}")
        self.heard += [entry.kind for entry in entries]


def look(reader: Reader, picky: Picky) -> None:
    """Until something was given; a transaction of another worker's database may hide what was told for a moment."""
    before = picky.calls
    while picky.calls == before:
        reader.look()


def asides() -> list[tuple[str, int, str, str, int]]:
    """Everything set aside."""
    return list(SetAside.objects.order_by("pk").values_list("reader", "entry", "error", "said", "tries"))


@pytest.mark.parametrize("name", [each.name for each in SUBSCRIPTIONS])
def test_every_reader_goes_on_past_an_entry_that_it_cannot_read(name: str) -> None:
    mine = next(each for each in SUBSCRIPTIONS if each.name == name)
    kind = min(mine.kinds, default="test")
    bad, good = entry_of(Fact(kind, "test.bad:1", AGENT, MONDAY)), entry_of(Fact(kind, "test.good:1", AGENT, MONDAY))
    given: list[int] = []

    def consume(entries: Sequence[Entry]) -> None:
        if any(entry.pk == bad.pk for entry in entries):
            raise RuntimeError("odd")
        given.extend(entry.pk for entry in entries)

    read_all_told(name, Subscription(name, consume, mine.kinds).take)
    assert (given, asides()) == ([good.pk], [(name, bad.pk, "RuntimeError", "odd", 1)])
    assert Cursor.objects.get(name=name).entry == good.pk


def test_a_poison_entry_among_many_is_found_in_few_tries() -> None:
    for number in range(32):
        tell("bad" if number == 20 else "good")
    picky = Picky("bad")
    read_all_told("test", Subscription("test", picky).take)
    assert (len(picky.heard), len(asides())) == (31, 1)
    assert picky.calls == 11, "halves of halves, not one by one"


def test_what_only_breaks_together_is_read_in_parts() -> None:
    for kind in ("a", "b"):
        tell(kind)

    def alone(entries: Sequence[Entry]) -> None:
        if len(entries) > 1:
            raise RuntimeError("too much at once")

    read_all_told("test", Subscription("test", alone).take)
    assert (asides(), Cursor.objects.filter(name="test").exists()) == ([], True)


def test_a_lone_poison_entry_stops_its_reader_only_until_its_patience_ends() -> None:
    bad, picky = tell("bad"), Picky("bad")
    only = [Subscription("test", picky)]
    patient, hasty = Reader(only, threading.Event()), Reader(only, threading.Event(), patience=0)
    look(patient, picky)
    assert (asides(), Cursor.objects.filter(name="test", entry__gt=0).exists()) == ([], False)
    look(hasty, picky)
    look(hasty, picky)
    assert asides() == [("test", bad.pk, "ValueError", "cannot read bad", 1)]
    tell("good")
    while hasty.look():
        pass
    assert picky.heard == ["good"]


def test_a_reader_is_patient_anew_with_what_comes_after_another_worker_went_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("aftercare.jobs.reader.time.monotonic", lambda: now[0])
    picky = Picky("bad")
    one, other = (Reader([Subscription("test", picky)], threading.Event()) for _ in range(2))
    tell("bad")
    look(one, picky)
    picky.bad = {"late"}
    while other.look():
        pass
    now[0] = 36_000.0
    tell("late")
    look(one, picky)
    assert (picky.heard, asides()) == (["bad"], [])
    now[0] += 59
    look(one, picky)
    assert asides() == []
    now[0] += 1
    look(one, picky)
    assert [row[:4] for row in asides()] == [("test", Entry.objects.latest("pk").pk, "ValueError", "cannot read late")]


def test_a_fault_that_meets_very_many_is_in_the_reader_whatever_its_patience() -> None:
    for _ in range(21):
        tell("bad")
    with pytest.raises(ValueError, match="cannot read bad"):
        read_next("test", lambda entries: Subscription("test", Picky("bad")).take(entries, is_patient=False))
    assert (asides(), Cursor.objects.filter(name="test", entry__gt=0).exists()) == ([], False)


def test_a_database_that_is_away_is_no_entrys_fault() -> None:
    tell("a")

    def away(_entries: Sequence[Entry]) -> None:
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        read_next("test", lambda entries: Subscription("test", away).take(entries, is_patient=False))
    assert asides() == []


def give(consume: Callable[[Sequence[Entry]], None]) -> Callable[[str], Callable[[Sequence[Entry]], None]]:
    """Every reader is this one."""
    return lambda _name: consume


def test_tried_again_it_is_read_once_and_gone() -> None:
    tell("bad")
    row, picky = put_aside("test"), Picky("bad")
    assert not try_again(row.pk, give(picky), by=ADMINISTRATOR, at=MONDAY)
    assert asides() == [("test", row.entry, "ValueError", "cannot read bad", 2)]
    picky.bad.clear()
    assert try_again(row.pk, give(picky), by=ADMINISTRATOR, at=MONDAY)
    assert try_again(row.pk, give(picky), by=ADMINISTRATOR, at=MONDAY)
    assert (picky.heard, asides()) == (["bad"], [])
    assert Entry.objects.latest("pk").kind == "journal.aside.read"


def test_what_breaks_once_more_leaves_nothing_of_what_it_did() -> None:
    tell("bad")
    row = put_aside("test")

    def half(_entries: Sequence[Entry]) -> None:
        Cursor.objects.create(name="half done")
        raise ObjectDoesNotExist("nobody")

    assert not try_again(row.pk, give(half), by=ADMINISTRATOR, at=MONDAY)
    assert not Cursor.objects.filter(name="half done").exists()


def test_asked_for_by_an_administrator_the_worker_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell("bad")
    row, picky = put_aside("test"), Picky()
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", (Subscription("test", picky),))
    ask_again(row.pk, by=ADMINISTRATOR, at=MONDAY)
    ask_again(row.pk, by=ADMINISTRATOR, at=MONDAY)
    assert list(statuses().values()) == ["todo"]
    assert Entry.objects.filter(kind="journal.aside.ask").count() == 1
    run_worker()
    assert (picky.heard, asides()) == (["bad"], [])


def test_left_out_only_with_a_reason_and_only_once() -> None:
    tell("bad")
    row = put_aside("test")
    with pytest.raises(NoReason):
        leave_out(row.pk, "  ", by=ADMINISTRATOR, at=MONDAY)
    assert SetAside.objects.count() == 1
    leave_out(row.pk, "Told by phone.", by=ADMINISTRATOR, at=MONDAY)
    told = Entry.objects.latest("pk")
    assert (told.kind, told.note, told.after) == (
        "journal.aside.leave", "Told by phone.", {"reader": "test", "entry": row.entry},
    )  # fmt: skip
    with pytest.raises(StalePage):
        leave_out(row.pk, "Again.", by=ADMINISTRATOR, at=MONDAY)
    with pytest.raises(StalePage):
        ask_again(row.pk, by=ADMINISTRATOR, at=MONDAY)


def test_the_check_says_who_set_how_much_aside() -> None:
    assert list(_set_aside()) == []
    tell("a")
    put_aside("payouts")
    [found_] = _set_aside()
    assert found_.mark is Mark.WRONG
    assert "The reader “payouts” has set 1 entries of the journal aside" in found_.sentence


def test_an_entry_whose_part_was_refused_and_passed_over_is_set_aside() -> None:
    entry = tell("bad")

    def consume(_entries: Sequence[Entry]) -> None:
        with suppress(DomainError), whole():
            raise DomainError("No.")
        Cursor.objects.count()

    read_all_told("test", lambda entries: sifted("test", consume, entries, is_patient=False))
    assert [(reader, at, kind) for reader, at, kind, *_rest in asides()] == [("test", entry.pk, "HalfDone")]
