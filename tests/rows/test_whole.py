"""An act is done whole or not at all, and its parts cost no savepoints of their own."""

from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from aftercare.catalog.models import Reason
from aftercare.kernel.errors import DomainError
from aftercare.rows.commands import add, attempt, together
from aftercare.rows.whole import HalfDone, apart, undone, whole
from tests.rows.test_together import codes, reason, refuse


@whole()
def keep(code: str) -> None:
    """A part that writes by a statement of its own."""
    Reason.objects.create(kind="return_refund", code=code, labels={"en": code})


@whole()
def keep_and_refuse(code: str) -> None:
    """A part that is refused after it wrote."""
    keep(code)
    raise DomainError("No.")


@whole()
def refuse_all() -> None:
    """The last part is refused."""
    keep("t-1")
    keep_and_refuse("t-2")


@whole()
def go_on() -> None:
    """The last part is refused, and it does not matter."""
    keep("t-1")
    with suppress(DomainError):
        keep_and_refuse("t-2")


@whole()
def go_on_inside() -> None:
    """A part goes on after its own part was refused, behind a savepoint."""
    keep("t-0")
    with apart():
        keep("t-1")
        with suppress(DomainError):
            keep_and_refuse("t-2")


@whole()
def go_on_asking() -> None:
    """A part is refused, and another is done after it."""
    go_on()
    keep("t-3")


@together()
def attempt_after_a_refusal() -> None:
    """A part is refused after it added its row, and an attempt is refused by itself."""
    with suppress(DomainError), whole():
        refuse(reason("t-1"))
    attempt(lambda: refuse(), DomainError)
    add(reason("t-2"))


@whole()
def add_twice() -> None:
    """A row is refused by the server, and it does not matter."""
    keep("t-2")
    with suppress(IntegrityError):
        add(reason("t-1"))


def savepoints(found: CaptureQueriesContext) -> int:
    """How often a savepoint was set, released or gone back to."""
    return sum("SAVEPOINT" in query["sql"] for query in found.captured_queries)


@pytest.mark.django_db
def test_parts_set_no_savepoints() -> None:
    with CaptureQueriesContext(connection) as found, whole():
        keep("t-1")
        keep("t-2")
        with together():
            keep("t-3")
    assert savepoints(found) == 2, "set and released, around all of it, by the transaction of the test"
    assert codes() == ["t-1", "t-2", "t-3"]


@pytest.mark.django_db
def test_a_part_in_a_block_does_not_make_waiting_rows_leave() -> None:
    with CaptureQueriesContext(connection) as found, together():
        add(reason("t-1"))
        with whole():
            add(reason("t-2"))
        add(reason("t-3"))
    assert codes() == ["t-1", "t-2", "t-3"]
    assert sum("INSERT" in query["sql"] for query in found.captured_queries) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refused_part_undoes_all_of_it() -> None:
    with pytest.raises(DomainError):
        refuse_all()
    assert codes() == []
    keep("t-3")
    assert codes() == ["t-3"], "and nothing of it is left to the next act"


@pytest.mark.django_db(transaction=True)
def test_who_goes_on_after_a_refused_part_is_told_so_and_nothing_is_kept() -> None:
    with pytest.raises(HalfDone):
        go_on()
    assert codes() == []


@pytest.mark.django_db(transaction=True)
def test_also_where_only_a_part_went_on() -> None:
    with pytest.raises(HalfDone):
        go_on_inside()
    assert codes() == []


@pytest.mark.django_db(transaction=True)
def test_what_may_be_refused_by_itself_says_so() -> None:
    with whole():
        keep("t-1")
        with suppress(DomainError), apart():
            keep_and_refuse("t-2")
        keep("t-3")
    assert codes() == ["t-1", "t-3"]


@pytest.mark.django_db(transaction=True)
def test_an_attempt_may_be_refused_by_itself() -> None:
    with together():
        keep("t-1")
        refusal = attempt(lambda: keep_and_refuse("t-2"), DomainError)
        keep("t-3")
    assert isinstance(refusal, DomainError)
    assert codes() == ["t-1", "t-3"]


@pytest.mark.django_db(transaction=True)
def test_what_is_done_after_the_end_is_an_act_of_its_own() -> None:
    def after() -> None:
        with apart():
            with suppress(DomainError):
                keep_and_refuse("t-2")
            keep("t-3")

    with whole():
        keep("t-1")
        transaction.on_commit(after)
    assert codes() == ["t-1", "t-3"]


@pytest.mark.django_db(transaction=True)
def test_also_where_the_next_part_asks_the_database() -> None:
    with pytest.raises(HalfDone) as found:
        go_on_asking()
    assert isinstance(found.value.__cause__, DomainError), "the refusal is named, not what came of it"
    assert codes() == []


@pytest.mark.django_db(transaction=True)
def test_an_attempt_does_not_hide_that_a_part_was_refused_before() -> None:
    with pytest.raises(HalfDone):
        attempt_after_a_refusal()
    assert codes() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_tried_is_undone() -> None:
    with whole():
        keep("t-1")
        with undone():
            keep("t-2")
            assert codes() == ["t-1", "t-2"]
        keep("t-3")
    assert codes() == ["t-1", "t-3"]


@pytest.mark.django_db(transaction=True)
def test_also_where_the_server_refused_a_statement_and_nobody_told_django() -> None:
    keep("t-1")
    with pytest.raises(HalfDone):
        add_twice()
    assert codes() == ["t-1"]


@pytest.mark.django_db(transaction=True)
def test_no_other_acts_refusal_is_named_as_the_cause() -> None:
    with pytest.raises(HalfDone):
        go_on_asking()
    keep("t-1")
    with pytest.raises(HalfDone) as found:
        add_twice()
    assert found.value.__cause__ is None
