"""Parcels that never come: each path ends, with or without money or new goods that went ahead."""

from datetime import datetime, timedelta

import pytest

from aftercare.billing.models import Charge, Overpaid, Payout, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import Debtor, PayMethod, RefundState, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel, Room
from aftercare.flow import exchange, requests, return_goods
from aftercare.flow.compensation import open_compensation
from aftercare.flow.hand_in import hand_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.jobs.sweeps import lapse_overdue, watch_returns
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.orders.models import Order
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from aftercare.parcels.commands.handins import Handed
from aftercare.parcels.commands.watching import Times, set_watch
from aftercare.parcels.models import Parcel as Tracked
from aftercare.parcels.terms import ScanStatus
from aftercare.returns.commands.compensating import Terms
from aftercare.returns.commands.parcels import BadParcel
from aftercare.returns.commands.policies import set_refund_trigger
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import ship
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import actions_for
from aftercare.returns.terms import Compensated, RefundTrigger, State
from tests.factories.care import BY_PHONE, why
from tests.factories.exchanges import BASIC, agreed, articles, dispatch_of, fresh, received, sent
from tests.factories.people import AGENT, CASHIER, FINANCE, MANAGER, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import PARCEL, applied, approved, shipped
from tests.parcels.test_handins import clerk, point

pytestmark = pytest.mark.django_db
ADMIN = actor(Role.ADMINISTRATOR)
DAY = timedelta(days=1)
LATER = MONDAY + 120 * DAY


def scanned(returning: Return, status: str = ScanStatus.IN_TRANSIT) -> Return:
    """A carrier had the parcel."""
    Tracked.objects.filter(case=returning.case_id).update(held_at=MONDAY, status=status, status_at=MONDAY)
    return returning


def given_up(returning: Return) -> Return:
    """Operations gave the parcel up."""
    return return_goods.lose(returning, "No trace.", by=REVIEWER, at=LATER)


def account(returning: Return) -> tuple[int, int, int]:
    """Granted, paid out, asked back, of the first line."""
    line = goods(returning.order)[0]
    return line.granted_minor, line.paid_out_minor, line.goods_asked


def is_closed(returning: Return) -> bool:
    """Whether the case has ended."""
    return Case.objects.get(pk=returning.case_id).state == Room.CLOSED


def paid_out(returning: Return) -> Refund:
    """Finance agreed, and the cashier paid."""
    refund = refund_of_case(returning.case_id)
    assert refund
    approve_refund(refund, by=FINANCE, at=LATER)
    return pay_refund(refund, Sent(PayMethod.BANK, f"B {refund.pk}"), by=CASHIER, at=LATER).refund


def approved_ahead(place: Scene, bought: Order) -> Return:
    """Two pieces asked back and approved, with the money before finance at once."""
    return return_goods.approve(applied(place, bought, 2), Decision(address=place.address), by=REVIEWER, at=MONDAY)


def swept(at: datetime) -> int:
    """The timers ran on a day: first who is asked, then what lapses."""
    watch_returns(at=at)
    return lapse_overdue(at=at)


@pytest.mark.parametrize(
    ("status", "debtor", "name"),
    [(ScanStatus.IN_TRANSIT, Debtor.CARRIER, "Demo Post"), (ScanStatus.DELIVERED, Debtor.COMPANY, "")],
)
def test_what_others_lost_before_the_payment_is_paid_and_they_owe_it(status: str, debtor: str, name: str) -> None:
    place = scene()
    returning = scanned(shipped(place, order(place), 2), status)
    assert "lose" in actions_for(REVIEWER, returning)
    returning = given_up(returning)
    assert (returning.state, returning.lost_by, returning.inspected_at) == (State.INSPECTED, debtor, None)
    assert not Overpaid.objects.exists(), "nobody owes before the buyer has his money"
    refund = paid_out(returning)
    owed = Overpaid.objects.get()
    assert (owed.refund, owed.debtor, owed.debtor_name, owed.amount_minor) == (refund, debtor, name, 139800)
    assert (fresh(returning).state, is_closed(returning), account(returning)) == (
        "completed",
        True,
        (139800, 139800, 2),
    )
    assert Entry.objects.get(kind="billing.overpaid.arise").after["debtor_name"] == name
    assert list(broken_links()) == []


def test_what_a_service_point_took_over_is_ours_to_bear() -> None:
    place, shop = scene(), point()
    returning = approved(place, order(place), 2)
    hand_in_goods(returning, shop, Handed(2), by=clerk(shop), at=MONDAY + DAY)
    assert swept(LATER) + swept(LATER + 30 * DAY) == 0, "somebody has had it"
    returning = given_up(fresh(returning))
    assert (returning.state, returning.lost_by) == (State.INSPECTED, Debtor.COMPANY)


def test_what_nobody_else_ever_had_ends_and_a_compensation_is_possible() -> None:
    place = scene()
    returning = given_up(shipped(place, order(place), 2))
    assert (returning.state, is_closed(returning), account(returning)) == (State.LAPSED, True, (0, 0, 0))
    assert (Entry.objects.get(kind="returns.return.lose").note, Overpaid.objects.count()) == ("No trace.", 0)
    terms = Terms([Compensated(goods(returning.order)[0].pk, 1, 5000)], why(), "For the trouble.")
    made = open_compensation(returning.order, terms, BY_PHONE, channel=Channel.DESK, by=AGENT, at=LATER)
    assert made.returning
    requests.approve(made.returning, Decision(), by=MANAGER, at=LATER)
    assert account(made.returning)[0] == 5000
    again = approved(place, returning.order, 1)
    assert again.state == State.APPROVED


@pytest.mark.parametrize("agreed_to", [False, True])
@pytest.mark.parametrize("was_scanned", [False, True])
def test_money_that_waits_ahead_of_a_lost_parcel_is_paid_or_revoked(agreed_to: bool, was_scanned: bool) -> None:
    place = scene()
    set_refund_trigger(place.merchant, RefundTrigger.APPROVAL, by=ADMIN, at=MONDAY)
    bought = order(place)
    returning = approved_ahead(place, bought)
    refund = refund_of_case(returning.case_id)
    assert refund
    if agreed_to:
        approve_refund(refund, by=FINANCE, at=MONDAY)
    returning = ship(returning, PARCEL, by=buyer(bought.customer_id), at=MONDAY)
    returning = given_up(scanned(returning) if was_scanned else returning)
    refund.refresh_from_db()
    if not was_scanned:
        assert (returning.state, refund.state, is_closed(returning)) == (State.LAPSED, RefundState.REVOKED, True)
        return
    assert (returning.state, refund.state) == (
        (State.REFUNDING, RefundState.TO_PAY) if agreed_to else (State.INSPECTED, RefundState.TO_APPROVE)
    )
    if agreed_to:
        pay_refund(refund, Sent(PayMethod.BANK, "B 9"), by=CASHIER, at=LATER)
    else:
        paid_out(returning)
    assert (fresh(returning).state, is_closed(returning)) == (State.COMPLETED, True)
    assert (Payout.objects.count(), Overpaid.objects.get().debtor) == (1, Debtor.CARRIER)


def test_finance_may_send_a_lost_one_back_and_operations_may_reject_it_then() -> None:
    place = scene()
    returning = given_up(scanned(shipped(place, order(place), 2)))
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Who saw it?", by=FINANCE, at=LATER)
    returning = return_goods.reject(fresh(returning), "The scan was another's.", by=REVIEWER, at=LATER)
    assert (returning.state, is_closed(returning), account(returning)) == (State.REJECTED, True, (0, 0, 0))


def test_the_timer_asks_for_a_parcel_that_nobody_has_seen_then_ends_the_return() -> None:
    place = scene(goods_due_days=7)
    returning = shipped(place, order(place), 2)
    due = 7 * DAY
    assert [swept(MONDAY + due + n * DAY) for n in (1, 13)] == [0, 0]
    assert fresh(returning).unseen_at is None
    assert swept(MONDAY + due + 15 * DAY) == 0
    assert fresh(returning).unseen_at == MONDAY + due + 15 * DAY
    assert [swept(MONDAY + due + n * DAY) for n in (16, 21, 22)] == [0, 0, 1]
    returning = fresh(returning)
    assert (returning.state, is_closed(returning), account(returning)) == (State.LAPSED, True, (0, 0, 0))
    assert Entry.objects.filter(kind="returns.return.unseen").count() == 1


def test_a_merchant_sets_the_days_and_a_scan_stops_the_timer() -> None:
    place = scene(goods_due_days=7)
    set_watch(Merchant.objects.get(pk=place.merchant.pk), Times(unseen_days=3), by=ADMIN, at=MONDAY)
    returning = shipped(place, order(place))
    assert swept(MONDAY + 11 * DAY) == 0
    assert fresh(returning).unseen_at
    scanned(returning)
    assert swept(LATER) == 0
    with pytest.raises(BadParcel):
        return_goods.lapse(returning, by=MANAGER, at=LATER)
    assert fresh(returning).state == State.IN_TRANSIT


def test_without_a_day_for_the_goods_it_counts_from_the_sending() -> None:
    place = scene()
    Return.objects.filter(pk=shipped(place, order(place)).pk).update(goods_due_on=None)
    assert [swept(MONDAY + n * DAY) for n in (14, 15, 21, 22)] == [0, 0, 0, 1]


def test_money_paid_ahead_for_an_invented_number_is_owed_by_the_buyer() -> None:
    place = scene()
    set_refund_trigger(place.merchant, RefundTrigger.APPROVAL, by=ADMIN, at=MONDAY)
    bought = order(place)
    returning = approved_ahead(place, bought)
    paid_out(returning)
    ship(fresh(returning), PARCEL, by=buyer(bought.customer_id), at=MONDAY)
    assert [swept(LATER), swept(LATER + 7 * DAY)] == [0, 1]
    assert (Overpaid.objects.get().debtor, is_closed(returning)) == (Debtor.BUYER, True)


@pytest.mark.parametrize("by_hand", [False, True])
def test_goods_had_in_advance_for_an_invented_number_are_owed_until_paid_and_asked_for_once(by_hand: bool) -> None:
    place = scene()
    returning = agreed(place, order(place), 2, advance=True)
    received(sent(returning))
    mine = buyer(returning.customer_id)
    ship(fresh(returning), PARCEL, by=mine, at=MONDAY)
    if by_hand:
        given_up(fresh(returning))
    else:
        assert [swept(LATER), swept(LATER + 7 * DAY)] == [0, 1]
    assert fresh(returning).state == State.GOODS_OWED
    charge = Charge.objects.get()
    assert (charge.purpose, charge.amount_minor) == ("goods_kept", 139800)
    # He invents another one, and pays: nothing is asked for twice, and it ends.
    ship(fresh(returning), PARCEL, by=mine, at=LATER + 8 * DAY)
    exchange.pay_charge(charge, Sent(PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER + 9 * DAY)
    assert fresh(returning).unseen_at is None
    assert [swept(LATER + n * DAY) for n in (60, 67)] == [0, 1]
    assert (fresh(returning).state, is_closed(returning)) == (State.COMPLETED, True)
    assert [one.state for one in Charge.objects.all()] == ["paid"]


@pytest.mark.parametrize("tells_a_number", [False, True])
def test_the_difference_to_cheaper_goods_is_promised_no_more_once_the_old_ones_are_paid(tells_a_number: bool) -> None:
    place = scene(goods_due_days=7)
    articles(place)
    returning = agreed(place, order(place), 1, new=BASIC, advance=True)
    received(sent(returning))
    if tells_a_number:
        ship(fresh(returning), PARCEL, by=buyer(returning.customer_id), at=MONDAY)
    swept(LATER)
    swept(LATER + 7 * DAY)
    assert (fresh(returning).state, account(returning)[0]) == (State.GOODS_OWED, 69900)
    exchange.pay_charge(Charge.objects.get(), Sent(PayMethod.BANK, "IN 2"), by=CASHIER, at=LATER + 8 * DAY)
    assert (fresh(returning).state, account(returning)[:2]) == (State.COMPLETED, (39900, 39900))


@pytest.mark.parametrize("advance", [False, True])
def test_an_exchange_whose_old_goods_a_carrier_lost_goes_on_as_if_they_had_come(advance: bool) -> None:
    place = scene()
    articles(place)
    returning = agreed(place, order(place), 1, new=BASIC, advance=advance)
    if advance:
        received(sent(returning))
    ship(fresh(returning), PARCEL, by=buyer(returning.customer_id), at=MONDAY)
    given_up(scanned(fresh(returning)))
    if not advance:
        assert (fresh(returning).state, dispatch_of(returning).state) == (State.INSPECTED, "to_pick")
        received(sent(returning))
    assert (fresh(returning).state, Charge.objects.exists()) == (State.COMPLETED, False)
    assert paid_out(returning).total_minor == 69900 - 39900
    assert is_closed(returning)


def test_an_exchange_whose_parcel_nobody_had_ends_before_anything_was_sent() -> None:
    place = scene()
    returning = agreed(place, order(place), 1)
    ship(returning, PARCEL, by=buyer(returning.customer_id), at=MONDAY)
    returning = given_up(fresh(returning))
    assert (returning.state, is_closed(returning), account(returning)) == (State.LAPSED, True, (0, 0, 0))


def test_every_state_ends_without_a_parcel() -> None:
    for kind in ("return_refund", "exchange"):
        table = lifecycle_of(kind)
        assert {"lapse", "lose"} <= set(table.actions(State.IN_TRANSIT)), kind
