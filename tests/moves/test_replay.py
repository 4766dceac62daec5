"""The journal tells every case again, and a record that was changed behind its back is found."""

from datetime import timedelta

import pytest

from aftercare.billing.models import Charge, Gateway, Overpaid, PayoutOrder, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import Outcome, PayMethod, Reply, Sent
from aftercare.cli.looks import _FOLLOWED
from aftercare.flow.paying_out import work_off_next
from aftercare.flow.return_goods import approve, approve_again, lapse
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.journal.rules import Retold, retell
from aftercare.kernel.actor import SYSTEM
from aftercare.moves.queries import Stray, strays
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_refund_trigger
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Dispatch, Return, ReturnLine
from aftercare.returns.terms import RefundTrigger
from tests.factories.exchanges import SILVER, agreed, articles, counted
from tests.factories.people import CASHIER, FINANCE, MONDAY, REVIEWER, actor
from tests.factories.shop import order, scene
from tests.factories.stories import applied, inspected, reviewed_twice, to_pay

KINDS = _FOLLOWED


def found() -> list[Stray]:
    return [stray for kind in KINDS for stray in strays(kind)]


def test_entries_fold_into_what_they_left() -> None:
    told = retell([({}, {"state": "a", "x": 1}), ({"state": "a"}, {"state": "b"}), ({"x": 1}, {"x": None})])
    assert told == Retold({"state": "b", "x": None}, [])


def test_an_entry_that_begins_where_none_ended_is_a_gap() -> None:
    assert retell([({}, {"state": "a"}), ({"state": "c"}, {"state": "d"})]).gaps == [("state", "a", "c")]


@pytest.mark.django_db
def test_what_people_do_is_what_the_journal_says() -> None:
    place = scene()
    reviewed_twice(place, order(place), 2, 1)
    refund = refund_of_case(inspected(place, order(place), 1).case_id)
    assert refund
    approve_refund(refund, by=FINANCE, at=MONDAY + timedelta(days=3))
    assert (found(), Return.objects.count()) == ([], 2)


@pytest.mark.django_db
def test_how_often_a_gateway_was_asked_and_what_it_said_last_is_no_stray() -> None:
    place = scene()
    gateway = Gateway.objects.create(merchant=place.merchant, kind="http", url="https://a.example/", sealed_secret="x")
    to_pay(place, order(place), 1)
    hours = [MONDAY + timedelta(days=2, hours=hour) for hour in (3, 4, 5)]
    for silence, at in enumerate(hours):
        reply = Reply(Outcome.SILENT, sentence=f"Silent {silence}")
        work_off_next(gateway, lambda _claim, reply=reply: reply, clock=lambda at=at: at)  # type: ignore[misc]
    assert PayoutOrder.objects.get().tries == 3
    assert found() == []


@pytest.mark.django_db
def test_a_record_that_was_changed_behind_the_journal_is_found() -> None:
    place = scene()
    returning = inspected(place, order(place), 1)
    Return.objects.filter(pk=returning.pk).update(freight_minor=500)
    Refund.objects.update(total_minor=70400)
    refund = Refund.objects.get()
    assert found() == [
        Stray(f"returns.return:{returning.pk}", "freight_minor", 0, 500),
        Stray(f"billing.refund:{refund.pk}", "total_minor", 69900, 70400),
    ]


@pytest.mark.django_db
def test_goods_that_leave_payments_and_debts_are_followed_too() -> None:
    place = scene()
    articles(place)
    counted(agreed(place, order(place), new=SILVER))
    dispatch, charge = Dispatch.objects.get(), Charge.objects.get()
    set_refund_trigger(place.merchant, RefundTrigger.APPROVAL, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    asked = approve(applied(place, order(place), 1), Decision(address=place.address), by=REVIEWER, at=MONDAY)
    approve_refund(Refund.objects.get(case=asked.case_id), by=FINANCE, at=MONDAY)
    pay_refund(Refund.objects.get(case=asked.case_id), Sent(PayMethod.BANK, "B 1"), by=CASHIER, at=MONDAY)
    lapse(Return.objects.get(pk=asked.pk), by=SYSTEM, at=MONDAY + timedelta(days=30))
    owed = Overpaid.objects.get()
    assert found() == []
    Dispatch.objects.update(state="to_pick", hold="")
    Charge.objects.update(amount_minor=1)
    Overpaid.objects.update(amount_minor=1)
    assert {(stray.label, stray.field) for stray in found()} == {
        (dispatch.label, "hold"), (dispatch.label, "state"), (charge.label, "amount_minor"),
        (owed.label, "amount_minor"),
    }  # fmt: skip


@pytest.mark.django_db
def test_the_next_move_does_not_hide_it() -> None:
    place = scene()
    returning = inspected(place, order(place), 1)
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Why?", by=FINANCE, at=MONDAY + timedelta(days=3))
    Return.objects.update(amount_minor=100)
    approve_again(Return.objects.get(), Decision(), by=REVIEWER, at=MONDAY + timedelta(days=4))
    assert Return.objects.get().amount_minor == 69900
    assert found() == [Stray(returning.label, "amount_minor", 69900, 100)]


@pytest.mark.django_db
def test_amounts_and_counts_of_every_line_stand_in_the_journal() -> None:
    place = scene()
    returning = reviewed_twice(place, order(place), 2, 1)
    lines = list(ReturnLine.objects.filter(returning=returning).order_by("pk"))
    told = retell((e.before, e.after) for e in Entry.objects.filter(subject=returning.label).order_by("pk")).fields
    assert told["amounts"] == {str(line.pk): line.amount_minor for line in lines}
    assert told["counts"] == {str(x.pk): [x.counted, x.accepted, x.damaged, x.grade] for x in lines}
