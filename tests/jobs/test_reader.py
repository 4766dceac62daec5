"""The journal's reader is woken, skips nothing that commits late, and outlives a subscriber's fault."""

import threading
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, Queue

import pytest
from django.db import connection, transaction

from aftercare.jobs.reader import Reader
from aftercare.jobs.subscriptions import SUBSCRIPTIONS, Subscription
from aftercare.journal.models import Cursor, Entry
from aftercare.journal.terms import Fact
from tests.factories.journal import entry_of
from tests.factories.people import AGENT, MONDAY

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


class Listener:
    """A subscriber that remembers what it was given."""

    def __init__(self) -> None:
        self.heard: Queue[str] = Queue()
        self.faults = 0

    def __call__(self, entries: Sequence[Entry]) -> None:
        if self.faults:
            self.faults -= 1
            raise RuntimeError("the subscriber broke")
        for entry in entries:
            self.heard.put(entry.kind)

    def next(self, count: int) -> list[str]:
        """The next entries, waited for."""
        return [self.heard.get(timeout=PATIENCE) for _ in range(count)]

    def nothing_more(self) -> bool:
        """Whether nothing was heard beyond what was fetched."""
        try:
            self.heard.get_nowait()
        except Empty:
            return True
        return False


@pytest.fixture
def reading() -> Iterator[Callable[..., None]]:
    """Starts a reader in its own thread and connection; stops it afterwards."""
    stop, threads = threading.Event(), []

    def start(*subscriptions: Subscription) -> None:
        thread = threading.Thread(target=Reader(subscriptions, stop).run)
        thread.start()
        threads.append(thread)

    yield start
    stop.set()
    for thread in threads:
        thread.join(PATIENCE)


def tell(kind: str) -> Entry:
    """One fact of its own stream."""
    return entry_of(Fact(kind, f"test.{kind}:1", AGENT, MONDAY))


def test_reader_is_woken_by_new_entries_and_gives_each_once(reading: Callable[..., None]) -> None:
    listener = Listener()
    tell("before the start")
    reading(Subscription("test", listener))
    assert listener.next(1) == ["before the start"]
    tell("after the start")
    tell("and another")
    assert listener.next(2) == ["after the start", "and another"]
    assert listener.nothing_more()


def test_reader_does_not_skip_an_entry_that_commits_late(reading: Callable[..., None]) -> None:
    listener, written, go_on = Listener(), threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            tell("early number, late commit")
            written.set()
            go_on.wait(PATIENCE)
        connection.close()

    reading(Subscription("test", listener))
    writer = threading.Thread(target=slow_writer)
    writer.start()
    assert written.wait(PATIENCE)
    tell("late number, early commit")
    assert listener.nothing_more()
    go_on.set()
    writer.join()
    assert listener.next(2) == ["early number, late commit", "late number, early commit"]


def test_an_entry_held_up_by_a_transaction_that_says_nothing_is_read_soon(reading: Callable[..., None]) -> None:
    """The transaction that was in the way wakes nobody when it ends."""
    listener, begun, go_on = Listener(), threading.Event(), threading.Event()

    def silent_writer() -> None:
        with transaction.atomic():
            Cursor.objects.create(name="something else")
            begun.set()
            go_on.wait(PATIENCE)
        connection.close()

    reading(Subscription("test", listener))
    writer = threading.Thread(target=silent_writer)
    writer.start()
    assert begun.wait(PATIENCE)
    tell("held up")
    go_on.set()
    writer.join()
    assert listener.next(1) == ["held up"]


def test_a_failing_subscriber_gets_its_entries_again_and_holds_up_nobody(
    reading: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    broken, well = Listener(), Listener()
    broken.faults = 1
    tell("a")
    reading(Subscription("broken", broken), Subscription("well", well))
    assert well.next(1) == ["a"]
    assert broken.next(1) == ["a"]
    assert well.nothing_more()
    assert "“broken” failed" in caplog.text


def test_a_subscription_takes_only_its_kinds_and_moves_on() -> None:
    listener = Listener()
    reader = Reader([Subscription("test", listener, frozenset({"b"}))], threading.Event())
    for kind in ("a", "b", "c"):
        tell(kind)
    while reader.look():
        pass
    assert listener.next(1) == ["b"]
    assert listener.nothing_more()
    assert Cursor.objects.get(name="test").entry == Entry.objects.latest("pk").pk


def test_every_subscription_has_a_name_of_its_own() -> None:
    assert len({each.name for each in SUBSCRIPTIONS}) == len(SUBSCRIPTIONS)
