"""Rows that travel together: nobody inside can tell, and nothing is lost or doubled."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

from aftercare.catalog.models import Reason
from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.journal.terms import Fact
from aftercare.kernel.errors import DomainError
from aftercare.rows.asking import Prepared
from aftercare.rows.commands import add, change, draw, new_id, sequence_of, together
from tests.factories.people import AGENT, MONDAY

pytestmark = pytest.mark.django_db


def reason(code: str, **more: object) -> Reason:
    """A reason that was not saved."""
    return Reason(kind="return_refund", code=code, labels={"en": code}, **more)


def refuse(*rows: Model) -> None:
    """Add rows, then refuse."""
    add(*rows)
    raise DomainError("No.")


def refuse_after(fact: Fact) -> None:
    """Record, then refuse."""
    record(fact)
    refuse()


def codes() -> list[str]:
    """What stands in the table."""
    return sorted(Reason.objects.filter(code__startswith="t-").values_list("code", flat=True))


def writes(found: CaptureQueriesContext) -> list[str]:
    """The statements that wrote."""
    return [q["sql"] for q in found.captured_queries if "INSERT" in q["sql"] or "UPDATE" in q["sql"]]


def test_rows_of_several_tables_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as found, together():
        add(reason("t-1"), reason("t-2"))
        record(Fact("test.thing.do", "test.thing:1", AGENT, MONDAY, stream="case:1", begins_stream=True))
        add(reason("t-3"))
    assert len(writes(found)) == 1
    assert codes() == ["t-1", "t-2", "t-3"]
    assert Entry.objects.get(stream="case:1").position == 1


def test_whoever_asks_inside_sees_what_was_added() -> None:
    with together():
        add(reason("t-1"))
        assert codes() == ["t-1"]


def test_a_row_is_written_as_it_was_when_it_was_added_or_changed() -> None:
    with together():
        row = reason("t-1", position=1)
        row.pk = new_id(Reason)
        add(row)
        row.position = 2
        change([row], "position")
        row.position = 3
    assert Reason.objects.get(code="t-1").position == 2


def test_an_exception_leaves_nothing() -> None:
    with pytest.raises(DomainError), together():
        refuse(reason("t-1"))
    assert codes() == []


def test_what_a_savepoint_takes_back_is_not_sent_and_what_was_before_it_stays() -> None:
    with together():
        add(reason("t-1"))
        with pytest.raises(DomainError), transaction.atomic():
            refuse(reason("t-2"))
        add(reason("t-3"))
    assert codes() == ["t-1", "t-3"]


def test_a_block_inside_a_block_is_a_part_of_it() -> None:
    def inner_and_more() -> None:
        with together():
            add(reason("t-1"))
        refuse(reason("t-2"))

    with pytest.raises(DomainError), together():
        inner_and_more()
    assert codes() == []


def test_a_constraint_refuses_at_the_end_of_the_block_at_the_latest() -> None:
    with pytest.raises(IntegrityError), together():
        add(reason("t-1"), reason("t-1"))
    assert codes() == []


def test_numbers_drawn_at_once_are_given_out_once_each() -> None:
    with CaptureQueriesContext(connection) as found, together():
        draw({sequence_of(Reason): 3})
        draw({sequence_of(Reason): 0})
        ids = [new_id(Reason) for _ in range(4)]
    assert len(set(ids)) == 4
    # Three at once, none for what is at hand, and one for the fourth.
    assert len([q for q in found.captured_queries if "nextval" in q["sql"]]) == 2


def test_the_chain_goes_on_after_a_savepoint_took_an_entry_back() -> None:
    fact = Fact("test.thing.do", "test.thing:1", AGENT, MONDAY, stream="case:1")
    with together():
        record(fact)
        with pytest.raises(DomainError), transaction.atomic():
            refuse_after(fact)
        record(fact)
    assert [entry.position for entry in Entry.objects.filter(stream="case:1").order_by("pk")] == [1, 2]
    assert list(broken_links()) == []


def by_codes(first: object, some: list[str]) -> "QuerySet[Reason]":
    """Reasons of some codes, those of a kind alone."""
    return Reason.objects.filter(kind=first, code__in=some).order_by("-code")


def test_a_question_is_compiled_once_and_answered_anew() -> None:
    add(reason("t-1"), reason("t-2"), reason("t-3"))
    ask = Prepared[Reason](by_codes)
    assert [row.code for row in ask("return_refund", ["t-1", "t-3"])] == ["t-3", "t-1"]
    assert [row.code for row in ask("return_refund", ["t-2", "t-1"])] == ["t-2", "t-1"]
    assert [row.code for row in ask("return_refund", ["t-2"])] == ["t-2"]
    assert ask("other", ["t-2"]) == []
    assert ask("return_refund", ["t-2"])[0].labels == {"en": "t-2"}


def test_a_question_that_depends_on_who_asks_has_a_statement_for_each() -> None:
    add(reason("t-1"))
    ask = Prepared[Reason](lambda may, code: Reason.objects.filter(code=code) if may else Reason.objects.none())
    assert [row.code for row in ask("t-1", about=True)] == ["t-1"]
    assert ask("t-1", about=False) == []
