"""The journal on another server: readers go on where they were, and nobody rewrites it."""

from collections.abc import Sequence

import psycopg
import pytest
from django.db import connection

from aftercare.embedded.cluster import Cluster, parameters
from aftercare.journal.commands.keeping import fit_to_server, protect_entries
from aftercare.journal.models import Cursor, Entry
from aftercare.journal.queries.history import broken_links
from aftercare.journal.terms import Fact
from tests.factories.journal import entry_of
from tests.factories.people import AGENT, MONDAY
from tests.reading import read_next

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD = 10**9


def tell(kind: str) -> Entry:
    """One fact of its own stream."""
    return entry_of(Fact(kind, f"test.{kind}:1", AGENT, MONDAY))


def read(name: str) -> list[str]:
    """The kinds that a reader is given next."""
    seen: list[str] = []

    def consume(entries: Sequence[Entry]) -> None:
        seen.extend(entry.kind for entry in entries)

    while read_next(name, consume, at=MONDAY):
        pass
    return seen


def come_from_a_busier_server() -> None:
    """As if these entries had been written where transactions count higher."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET transaction = transaction + %s", [AHEAD])
        cursor.execute("UPDATE journal_cursor SET transaction = transaction + %s", [AHEAD])


def test_a_journal_from_another_server_is_read_on_without_gap_or_repetition() -> None:
    tell("read before")
    assert read("old reader") == ["read before"]
    tell("not read yet")
    come_from_a_busier_server()
    assert read("old reader") == []
    assert fit_to_server()
    tell("new")
    assert read("old reader") == ["not read yet", "new"]
    assert read("new reader") == ["read before", "not read yet", "new"]
    assert list(broken_links()) == []


def test_a_journal_that_is_at_home_stays_as_it_is() -> None:
    tell("a")
    read("reader")
    before = (Entry.objects.get().transaction, Cursor.objects.get().transaction)
    assert not fit_to_server()
    assert (Entry.objects.get().transaction, Cursor.objects.get().transaction) == before


def test_the_application_can_add_entries_and_never_change_them(test_cluster: Cluster) -> None:
    tell("a")
    application = parameters(test_cluster, "app", connection.settings_dict["NAME"])
    protect_entries(application.user)
    with psycopg.connect(
        host=application.host, port=application.port, user=application.user, password=application.password,
        dbname=application.dbname, autocommit=True,
    ) as app:  # fmt: skip
        assert app.execute("SELECT kind FROM journal_entry").fetchall() == [("a",)]
        for statement in ("UPDATE journal_entry SET note = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)
