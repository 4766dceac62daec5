"""A part of a block that may be refused by itself: what it did is undone, and what stood before it stays."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from aftercare.catalog.models import Reason
from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.journal.terms import Fact
from aftercare.kernel.errors import DomainError
from aftercare.rows.asking import Prepared
from aftercare.rows.commands import add, attempt, change, together
from tests.factories.people import AGENT, MONDAY
from tests.rows.test_together import codes, reason, refuse, refuse_after

pytestmark = pytest.mark.django_db
FACT = Fact("test.thing.do", "test.thing:1", AGENT, MONDAY, stream="case:1")


def refuse_what_was_sent(code: str) -> None:
    """Write past the block, in its own statement, then refuse."""
    Reason.objects.create(kind="return_refund", code=code, labels={"en": code})
    raise DomainError("No.")


def refuse_in_a_block(code: str) -> None:
    """What a command does that is all or nothing by itself."""
    with together():
        refuse(reason(code))


def asked(found: CaptureQueriesContext) -> list[str]:
    """What was asked: savepoints by their name, other statements by their first word."""
    texts = [q["sql"] for q in found.captured_queries]
    return [text if text.endswith(" attempt") else text.split()[0] for text in texts]


def test_what_was_not_sent_is_forgotten_without_a_trip() -> None:
    with CaptureQueriesContext(connection) as found, together():
        add(reason("t-1"))
        refusal = attempt(lambda: refuse_in_a_block("t-2"), DomainError)
        attempt(lambda: add(reason("t-3")), DomainError)
    assert isinstance(refusal, DomainError)
    assert codes() == ["t-1", "t-3"]
    assert [sql for sql in asked(found) if sql in ("INSERT", "SAVEPOINT attempt")] == ["INSERT"]


def test_what_was_sent_is_taken_back_and_what_stood_before_stays() -> None:
    with together():
        add(reason("t-1"))
        attempt(lambda: refuse_what_was_sent("t-2"), DomainError)
        attempt(lambda: add(reason("t-3")), DomainError)
        with CaptureQueriesContext(connection) as found:
            attempt(lambda: refuse_what_was_sent("t-4"), DomainError)
        assert codes() == ["t-1", "t-3"]
    assert "SAVEPOINT attempt" in asked(found)
    assert codes() == ["t-1", "t-3"]


def test_what_an_attempt_has_done_stands_when_a_later_one_is_refused() -> None:
    def write(code: str) -> None:
        with transaction.atomic():
            Reason.objects.create(kind="return_refund", code=code, labels={"en": code})

    with together():
        attempt(lambda: write("t-1"), DomainError)
        attempt(lambda: refuse_what_was_sent("t-2"), DomainError)
        attempt(lambda: write("t-3"), DomainError)
    assert codes() == ["t-1", "t-3"]


def test_a_row_that_waits_already_is_sent_before_it_is_changed() -> None:
    def raise_it(row: Reason) -> None:
        row.position = 7
        change([row], "position")

    def raise_and_refuse(row: Reason) -> None:
        raise_it(row)
        raise DomainError("No.")

    with together():
        row = reason("t-1", pk=900_001)
        add(row)
        attempt(lambda: raise_and_refuse(row), DomainError)
        attempt(lambda: add(reason("t-2")), DomainError)
    assert Reason.objects.get(code="t-1").position == 0
    assert codes() == ["t-1", "t-2"]


def test_a_chain_goes_on_after_a_refused_attempt() -> None:
    with together():
        record(FACT)
        attempt(lambda: refuse_after(FACT), DomainError)
        record(FACT)
    assert [entry.position for entry in Entry.objects.filter(stream="case:1").order_by("pk")] == [1, 2]
    assert list(broken_links()) == []


def test_what_shall_happen_after_the_commit_is_forgotten_with_the_attempt() -> None:
    def promise_and_refuse() -> None:
        transaction.on_commit(lambda: None)
        raise DomainError("No.")

    with together():
        before = len(connection.run_on_commit)
        attempt(promise_and_refuse, DomainError)
        assert len(connection.run_on_commit) == before


def test_there_is_no_attempt_without_a_block() -> None:
    with pytest.raises(RuntimeError):
        attempt(lambda: None, DomainError)


def test_many_rows_go_by_columns_and_are_the_same() -> None:
    odd = ['{"', "a,b", "back\\slash", "NULL", "", "繁體", "it's", "{}", "\ttab", "new\nline"]
    with together():
        add(*(Reason(kind="other", code=f"t-{n}", labels={"en": text}, position=n) for n, text in enumerate(odd)))
    assert [row.labels["en"] for row in Reason.objects.filter(kind="other").order_by("position")] == odd
    rows = list(Reason.objects.filter(kind="other").order_by("position"))
    for row in rows:
        row.position, row.labels = row.position + 100, {"en": f"new {row.code}"}
    with CaptureQueriesContext(connection) as found:
        change(rows, "position", "labels")
    assert len(found.captured_queries) == 1
    after = Reason.objects.filter(kind="other").order_by("position")
    assert [(row.position, row.labels["en"]) for row in after] == [(100 + n, f"new t-{n}") for n in range(len(odd))]


def test_an_answer_that_is_known_beforehand_is_given_once() -> None:
    ask = Prepared[Reason](lambda code: Reason.objects.filter(code=code))
    with together():
        ask.foretell([], "t-1")
        add(reason("t-1"))
        assert ask("t-1") == []
        assert [row.code for row in ask("t-1")] == ["t-1"]


def test_a_setting_is_asked_once_in_a_block_and_again_in_the_next() -> None:
    ask = Prepared[Reason](lambda code: Reason.objects.filter(code=code), is_setting=True)
    for _block in range(2):
        with CaptureQueriesContext(connection) as found, together():
            ask("t-1")
            ask("t-1")
        assert len([q for q in found.captured_queries if "catalog_reason" in q["sql"]]) == 1
    assert ask("t-1") == []


def test_what_was_foretold_is_forgotten_with_the_savepoint_that_held_its_locks() -> None:
    ask = Prepared[Reason](lambda code: Reason.objects.filter(code=code))
    add(reason("t-1"))
    with together():
        ask.foretell([], "t-1")
        with pytest.raises(DomainError), transaction.atomic():
            refuse()
        assert [row.code for row in ask("t-1")] == ["t-1"]


def test_a_question_in_two_halves_is_a_question() -> None:
    def ask() -> None:
        some, others = Reason.objects.filter(code="t-1"), Reason.objects.filter(code="t-2")
        assert list(some.union(others)) == []

    with CaptureQueriesContext(connection) as found, together():
        attempt(ask, DomainError)
    assert "SAVEPOINT attempt" not in asked(found)
