"""Busy questions are planned once for each connection, and several travel in one trip."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Exists
from django.db.transaction import TransactionManagementError

from aftercare.cases.queries.file import notes_of, past_cases
from aftercare.orders.models import Order
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of, return_file, return_of_case
from aftercare.rows.asking import Prepared, ask_together
from aftercare.rows.commands import together
from tests.factories.people import MONDAY, REVIEWER
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db(transaction=True)


def plans_of(table: str) -> int:
    """How often this connection's server has carried out a prepared statement about a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(generic_plans + custom_plans), 0) FROM pg_prepared_statements WHERE statement LIKE %s",
            [f'%FROM "{table}"%'],
        )
        return int(cursor.fetchone()[0])


def test_the_server_keeps_the_plan_of_a_busy_question() -> None:
    place = scene()
    returning = applied(place, order(place))
    before = plans_of("returns_return")
    for _ in range(3):
        assert return_file(REVIEWER, returning.number) == returning
    assert plans_of("returns_return") - before >= 3


def test_what_is_asked_together_is_known_to_who_asks_next() -> None:
    place = scene()
    returning = applied(place, order(place), 1)

    def ask() -> list[object]:
        past = past_cases(returning.customer_id, before=MONDAY, except_case=returning.case_id)
        return [lines_of(returning), notes_of(returning.case_id), past]

    alone = ask()
    with together():
        ask_together(lambda: lines_of(returning), lambda: notes_of(returning.case_id))
        with connection.execute_wrapper(_refuse):
            known = [lines_of(returning), notes_of(returning.case_id)]
        assert [*known, ask()[2]] == alone
    assert len(alone[0]) == 1  # type: ignore[arg-type]


def test_what_a_question_adds_to_its_rows_comes_with_them() -> None:
    place = scene()
    mine, other = applied(place, order(place)), applied(place, order(place))
    question = Prepared[Return](
        lambda pk, number: Return.objects.filter(pk=pk).annotate(is_it=Exists(Return.objects.filter(number=number)))
    )
    (yes,), (no,) = question(mine.pk, other.number), question(other.pk, "R-nobody's")
    assert ((yes, yes.is_it), (no, no.is_it)) == ((mine, True), (other, False))  # type: ignore[attr-defined]


def test_rows_are_locked_in_a_transaction_only() -> None:
    of = order(scene())
    question = Prepared[Order](lambda pk: Order.objects.select_for_update().filter(pk=pk))
    with transaction.atomic():
        assert question.one(of.pk) == of
    with pytest.raises(TransactionManagementError):
        question(of.pk)


def test_a_row_that_must_be_there_is_missed() -> None:
    with pytest.raises(ObjectDoesNotExist, match="0"):
        return_of_case(0)


def test_outside_of_a_block_nothing_is_asked_together() -> None:
    with connection.execute_wrapper(_refuse):
        ask_together(lambda: notes_of(1))


def _refuse(*_asked: object) -> None:
    raise AssertionError("The database was asked.")
