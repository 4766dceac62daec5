"""The outbox skips nothing, reads nothing twice, and stays where it was when a consumer fails."""

import threading
from collections.abc import Sequence
from dataclasses import asdict

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from aftercare.embedded.cluster import Cluster, parameters
from aftercare.journal.models import Cursor, Entry
from aftercare.journal.terms import Fact
from tests.factories.journal import entry_of
from tests.factories.people import AGENT, MONDAY
from tests.reading import read_all_told, read_next

pytestmark = pytest.mark.django_db(transaction=True)


def tell(kind: str) -> Entry:
    """One fact of its own stream."""
    return entry_of(Fact(kind, f"test.{kind}:1", AGENT, MONDAY))


def read(limit: int = 500) -> list[str]:
    """The kinds that a consumer is given next."""
    seen: list[str] = []

    def consume(entries: Sequence[Entry]) -> None:
        seen.extend(entry.kind for entry in entries)

    read_next("test", consume, at=MONDAY, limit=limit)
    return seen


def test_entries_are_read_once_in_order_and_in_batches() -> None:
    for kind in ("a", "b", "c"):
        tell(kind)
    assert (read(2), read(2), read(2)) == (["a", "b"], ["c"], [])


def test_an_entry_that_commits_late_is_not_skipped() -> None:
    written, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            tell("early number, late commit")
            written.set()
            go_on.wait(20)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    assert written.wait(20)
    tell("late number, early commit")
    assert read() == []
    go_on.set()
    writer.join()
    assert read() == ["early number, late commit", "late number, early commit"]
    assert read() == []


def test_a_transaction_in_another_database_holds_up_nobody(test_cluster: Cluster) -> None:
    elsewhere = make_conninfo("", **asdict(parameters(test_cluster, "owner", "postgres")))
    with psycopg.connect(elsewhere) as other:
        other.execute("SELECT pg_current_xact_id()")
        tell("while somebody works elsewhere")
        assert read() == ["while somebody works elsewhere"]


def test_a_failing_consumer_is_given_the_same_entries_again() -> None:
    tell("a")

    def fail(_entries: Sequence[Entry]) -> None:
        raise RuntimeError("consumer broke")

    with pytest.raises(RuntimeError):
        read_all_told("test", fail)
    assert Cursor.objects.filter(name="test").count() == 0
    assert read() == ["a"]


def test_a_rolled_back_entry_is_never_read() -> None:
    with transaction.atomic():
        tell("never happened")
        transaction.set_rollback(True)
    tell("happened")
    assert read() == ["happened"]
