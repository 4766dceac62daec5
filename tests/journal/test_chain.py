"""The journal cannot be rewritten unseen, and the application cannot rewrite it at all."""

import psycopg
import pytest
from django.db import connection

from aftercare.embedded.cluster import Cluster, parameters
from aftercare.journal.commands.recording import record, record_all
from aftercare.journal.commands.sealing import seal
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import BrokenLink, broken_links
from aftercare.journal.terms import Fact, current_request
from tests.factories.journal import entry_of
from tests.factories.people import AGENT, MONDAY

pytestmark = pytest.mark.django_db


def facts(count: int, stream: str = "case:1") -> list[Fact]:
    """So many facts of one case."""
    return [
        Fact("test.thing.do", "test.thing:1", AGENT, MONDAY, stream, after={"n": n, "名": "é"}) for n in range(count)
    ]


def test_entries_of_a_case_follow_each_other_and_the_chain_holds() -> None:
    record_all(facts(2))
    record(facts(1)[0])
    record_all(facts(2, "case:2"))
    assert list(Entry.objects.filter(stream="case:1").order_by("position").values_list("position", flat=True)) == [
        1,
        2,
        3,
    ]
    assert list(broken_links()) == []


@pytest.mark.parametrize(
    ("column", "value"), [("actor", "member:9"), ("note", "x"), ("after", '{"n": 9}'), ("at", "2020-01-01T00:00:00Z")]
)
def test_an_altered_entry_is_found(column: str, value: str) -> None:
    record_all(facts(3))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_entry SET {column} = %s WHERE position = 2", [value])
    assert list(broken_links()) == [BrokenLink("case:1", 2, "its content was altered")]


def test_a_removed_entry_is_found() -> None:
    record_all(facts(3))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE position = 2")
    assert list(broken_links()) == [BrokenLink("case:1", 3, "an entry is missing before this one")]


def test_entries_name_the_request_they_belong_to() -> None:
    token = current_request.set("req-12345678")
    entry = entry_of(facts(1)[0])
    current_request.reset(token)
    assert Entry.objects.get(pk=entry.pk).request == "req-12345678"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET note = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"]
)
def test_the_application_s_role_cannot_change_what_happened(test_cluster: Cluster, statement: str) -> None:
    app = parameters(test_cluster, "app", str(connection.settings_dict["NAME"]))
    seal(app.user)
    told = {"host": str(app.host), "port": app.port, "user": app.user, "password": app.password, "dbname": app.dbname}
    with (
        psycopg.connect("", **told) as database,  # type: ignore[arg-type]
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        database.execute(statement)
