"""Generated returns keep every rule of the database and look like those that people made."""

from typing import Any

import pytest
from django.db import connection

from aftercare.billing.models import Payout, Refund
from aftercare.cases.models import Case, Turn
from aftercare.orders.models import Grant, OrderLine
from aftercare.reporting.commands.indexing import rebuild
from aftercare.reporting.queries.search import exact_case, search
from aftercare.reporting.terms import DocKind
from aftercare.returns.models import Return, StockRecord
from aftercare.returns.terms import State
from benchmarks.generating import generate
from benchmarks.scenery import make_scenery
from tests.factories.people import MONDAY

pytestmark = pytest.mark.django_db


def raw() -> Any:
    connection.ensure_connection()
    return connection.connection


def test_generated_returns_hold_all_constraints_and_agree_with_each_other() -> None:
    scenery = make_scenery(at=MONDAY)
    for count in (400, 100):
        generate(raw(), scenery, count, end=MONDAY, as_superuser=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Return.objects.count() == Case.objects.count() == 500
    states = set(Return.objects.values_list("state", flat=True))
    assert {State.COMPLETED, State.REJECTED, State.CANCELLED} <= states <= {str(state) for state in State}
    settled = Return.objects.exclude(inspected_at=None).count()
    assert StockRecord.objects.count() == Refund.objects.count() == settled
    done = Return.objects.filter(state=State.COMPLETED)
    assert Payout.objects.count() == done.count()
    assert sum(done.values_list("amount_minor", flat=True)) == sum(
        Payout.objects.values_list("amount_minor", flat=True)
    )
    accounts = OrderLine.objects.values_list("granted_minor", "paid_out_minor")
    grants = Grant.objects.values_list("amount_minor", "paid_out_minor")
    assert [sum(column) for column in zip(*accounts, strict=True)] == [
        sum(column) for column in zip(*grants, strict=True)
    ]
    assert Turn.objects.filter(ended_at=None).count() == Case.objects.exclude(state="closed").count()


def test_generated_returns_are_found() -> None:
    scenery = make_scenery(at=MONDAY)
    generate(raw(), scenery, 50, end=MONDAY, as_superuser=False)
    assert [rebuild(kind) for kind in DocKind] == [50, 50, 12]
    returning = Return.objects.order_by("pk")[7]
    assert exact_case(scenery.actor, returning.number) == returning
    assert returning in search(scenery.actor, returning.customer.name).cases
    assert returning in search(scenery.actor, returning.customer.phone[-4:]).cases
