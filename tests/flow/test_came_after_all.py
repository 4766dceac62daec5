"""Goods that were paid ahead, and come after all with a later return: what the buyer owes for them falls."""

from dataclasses import replace

import pytest

from aftercare.billing.commands.overpaid import CameBack, ask_write_off, repay
from aftercare.billing.models import Overpaid, OverpaidPart, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import OverpaidState, PayMethod, RefundState, Sent
from aftercare.cases.models import Case
from aftercare.flow.return_goods import approve, inspect_goods, reject, take_in_goods
from aftercare.flow.second_parcel import take_second_parcel
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.moves.queries import strays
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return
from aftercare.returns.terms import RefundTrigger, State
from tests.factories import stories
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER
from tests.factories.shop import HEADPHONES, order
from tests.factories.stories import all_good
from tests.flow.test_early_refund import LATER, account, approved, counts, paid, place
from tests.returns.test_gifts import ask, bought
from tests.returns.test_gifts import place as place_of_gifts

pytestmark = pytest.mark.django_db


def one_of_two() -> Return:
    """Two pieces for 1398.00 were paid ahead, and one came."""
    first = paid(approved(place(RefundTrigger.APPROVAL)))
    return take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)


def second(first: Return) -> Return:
    """The rest came in a second parcel, and was counted."""
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    return inspect_goods(rest, all_good(rest), by=DOCKER, at=LATER)


@pytest.mark.shows("RET-11")
def test_a_second_parcel_takes_its_worth_off_the_debt_and_finance_has_nothing_to_look_at() -> None:
    first = one_of_two()
    assert Overpaid.objects.get().left_minor == 69900
    rest = second(first)
    owed = Overpaid.objects.get()
    assert (owed.state, owed.left_minor, owed.came_minor, owed.repaid_minor) == (OverpaidState.CAME, 0, 69900, 0)
    assert (owed.settled_by, owed.settled_at) == (DOCKER.key, LATER)
    assert (rest.state, rest.total_minor, refund_of_case(rest.case_id)) == (State.COMPLETED, 0, None)
    assert Case.objects.get(pk=rest.case_id).state == "closed"
    assert account(first) == (139800, 139800, 2, 2)
    told = Entry.objects.get(kind="billing.overpaid.come")
    assert (told.after["came_minor"], told.stream) == (69900, owed.stream)
    assert list(strays(Overpaid)) == []


def test_what_was_paid_back_already_goes_back_in_money_and_the_rest_falls() -> None:
    first = one_of_two()
    repay(Overpaid.objects.get(), CameBack(20000, "bank", "B 9"), by=CASHIER, at=MONDAY)
    rest = second(first)
    owed = Overpaid.objects.get()
    assert (owed.state, owed.came_minor, owed.repaid_minor, owed.left_minor) == (OverpaidState.CAME, 49900, 20000, 0)
    assert (rest.state, rest.total_minor) == (State.INSPECTED, 20000)
    refund = refund_of_case(rest.case_id)
    assert refund
    assert (refund.state, refund.total_minor) == (RefundState.TO_APPROVE, 20000)


def test_goods_of_another_request_take_it_off_too_and_a_proposal_to_let_it_go_ends() -> None:
    at = place(RefundTrigger.APPROVAL)
    first = paid(approved(at, order(at, lines=(replace(HEADPHONES, quantity=2),), freight_minor=0)))
    take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)
    ask_write_off(Overpaid.objects.get(), "She never answers.", by=FINANCE, at=MONDAY)
    later = stories.approved(at, first.order, 1)
    later = take_in_goods(later, all_good(later), by=DOCKER, at=LATER)
    owed = Overpaid.objects.get()
    assert (owed.state, owed.write_off_reason, owed.left_minor, later.state) == (
        OverpaidState.CAME, "", 0, State.COMPLETED,
    )  # fmt: skip


def test_another_piece_that_gives_money_itself_takes_nothing_off() -> None:
    at = place(RefundTrigger.APPROVAL)
    first = paid(approved(at, order(at, lines=(replace(HEADPHONES, quantity=3),), freight_minor=0)))
    take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)
    totals = []
    for _n in range(2):
        later = stories.approved(at, first.order, 1)
        totals.append(take_in_goods(later, all_good(later), by=DOCKER, at=LATER).total_minor)
    assert totals == [69900, 0]
    assert Overpaid.objects.get().state == OverpaidState.CAME


def test_goods_that_go_to_the_buyer_again_are_owed_again() -> None:
    first = one_of_two()
    repay(Overpaid.objects.get(), CameBack(20000, "bank", "B 9"), by=CASHIER, at=MONDAY)
    rest = second(first)
    refund = refund_of_case(rest.case_id)
    assert refund
    send_refund_back(refund, "Not this one.", by=FINANCE, at=LATER)
    reject(Return.objects.get(pk=rest.pk), "Not bought here.", by=REVIEWER, at=LATER)
    owed = Overpaid.objects.get()
    assert (owed.state, owed.came_minor, owed.left_minor, owed.settled_at) == (OverpaidState.OPEN, 0, 49900, None)
    assert OverpaidPart.objects.get().came_minor == 0
    assert list(strays(Overpaid)) == []


def test_what_gifts_cost_that_stay_is_left_owed() -> None:
    at = place_of_gifts(refund_trigger=RefundTrigger.APPROVAL)
    first = approve(ask(at, bought(at), 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    pay_refund(
        approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY), Sent(PayMethod.ORIGINAL, "OR 1"),
        by=CASHIER, at=MONDAY,
    )  # fmt: skip
    first = Return.objects.get()
    take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)
    assert (Overpaid.objects.get().left_minor, Deduction.objects.count()) == (12900, 0)
    second(Return.objects.get())
    owed = Overpaid.objects.get()
    assert (owed.state, owed.came_minor, owed.left_minor) == (OverpaidState.OPEN, 11100, 1800)
    assert Deduction.objects.get().amount_minor == 1800
