"""Exchange: goods come back, others go out, and the difference in money goes whichever way it has to."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.billing.commands.charges import Owed, ask_charge, void_charge
from aftercare.billing.commands.charges import pay_charge as record_payment
from aftercare.billing.commands.charges import waive_charge as let_off
from aftercare.billing.models import Charge
from aftercare.billing.queries.charges import is_owing, sum_of
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import ChargePurpose, ChargeState, RefundState, Sent
from aftercare.cases.commands.follow_ups import plan_follow_up
from aftercare.cases.commands.opening import open_case
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Channel, Kind, Outcome, Room
from aftercare.flow.came_after_all import lock_debts, take_debts_off
from aftercare.flow.opening import opening_for
from aftercare.flow.passing import ask_difference, pass_to_settlement, repay_surcharge
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked
from aftercare.orders.models import Order
from aftercare.returns.commands import applying, dispatching, exchanging, reviewing
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.dispatching import Plan
from aftercare.returns.commands.fetching import address_dispatch
from aftercare.returns.commands.gifts import give_gifts_back
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.swapping import goods_for
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.queries.detail import lines_of, policy_of, return_of_case
from aftercare.returns.queries.dispatching import gone_dispatch, open_dispatch
from aftercare.returns.rules.exchange import goods_owed
from aftercare.returns.terms import DispatchPurpose, DispatchState, Hold, State
from aftercare.rows.commands import together
from aftercare.rows.whole import whole

_SETTLED = (ChargeState.PAID, ChargeState.WAIVED)


class SurchargeDue(Conflict):
    """The buyer has not paid for the dearer goods yet."""

    code = "surcharge_due"


@together()
def apply_for_exchange(order: Order, application: Application, *, channel: Channel, by: Actor, at: datetime) -> Return:
    """Open a case for goods that shall be replaced; the time to ask is the same as for returns [RET-51]."""
    window = applying.check_application(order, application, kind=Kind.EXCHANGE, by=by, at=at)
    opening = opening_for(order, Kind.EXCHANGE, channel)
    case = open_case(opening, room=Room.RETURNS, by=by, at=at)
    return applying.submit(case, order, application, window, by=by, at=at)


@whole()
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Operations says yes: the buyer sends the goods; by policy or right the new ones leave before they are back."""
    returning = reviewing.approve(returning, decision, seen=seen, by=by, at=at)
    if returning.is_advance:
        _ask_warehouse(returning, by=by, at=at)
    return returning


def after_count(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The old goods are counted: ask the warehouse for the new ones, or set off what left in advance [RET-04, 54]."""
    if gone_dispatch(returning.case_id):
        return _set_off(returning, by=by, at=at)
    dispatching.call_off_open(returning.case_id, by=by, at=at)
    dispatch = _ask_warehouse(returning, by=by, at=at)
    return exchanging.follow(returning, "pick", by=by, at=at) if dispatch.state == DispatchState.PICKING else returning


def after_owing(returning: Return, *, by: Actor, at: datetime) -> Return:
    """Who had the new goods in advance and sent nothing that counts owes what he had them for."""
    void_charge(returning.case_id, ChargePurpose.SURCHARGE, by=by, at=at)
    _ask_for_goods_kept(returning, exchanging.given_in_goods(returning), by=by, at=at)
    return conclude(returning, by=by, at=at)


def end_early(returning: Return, *, by: Actor, at: datetime) -> None:
    """The case of an exchange ends without one; a surcharge that was paid goes back first."""
    void_charge(returning.case_id, ChargePurpose.SURCHARGE, by=by, at=at)
    paid = sum_of(returning.case_id, ChargePurpose.SURCHARGE, ChargeState.PAID)
    if not paid:
        hand_over(returning.case, Outcome.ENDED_EARLY, by=by, at=at)
        return
    repay_surcharge(returning, paid, by=by, at=at)
    ask_difference(returning, by=by, at=at)
    hand_over(returning.case, Outcome.EXCHANGED_OWING, by=by, at=at)


@whole()
def refund_instead(returning: Return, reason: str, *, by: Actor, at: datetime) -> Return:
    """The exchange ends in money: what came back is put before finance, and a paid surcharge with it.

    Goods that were paid ahead, and would have been given for the same again, take off what the buyer owes.
    """
    owed = lock_debts(locked(returning))
    returning = give_gifts_back(exchanging.refund_instead(returning, reason, by=by, at=at), by=by, at=at)
    take_debts_off(returning, owed, by=by, at=at)
    void_charge(returning.case_id, ChargePurpose.SURCHARGE, by=by, at=at)
    paid = sum_of(returning.case_id, ChargePurpose.SURCHARGE, ChargeState.PAID)
    if paid:
        repay_surcharge(returning, paid, by=by, at=at)
    pass_to_settlement(returning, Outcome.GOODS_ACCEPTED, by=by, at=at)
    return returning


@whole()
def pay_charge(charge: Charge, sent: Sent, *, seen: int | None = None, by: Actor, at: datetime) -> Charge:
    """The buyer paid what he owed: the warehouse may send, or what he kept is his."""
    returning = locked(return_of_case(charge.case_id))
    charge = record_payment(charge, sent, seen=seen, by=by, at=at)
    if charge.purpose == ChargePurpose.GOODS_KEPT:
        exchanging.keep_goods(returning, charge.amount_minor, by=by, at=at)
    _after_decision(returning, by=by, at=at)
    return charge


@whole()
def waive_charge(charge: Charge, why: str, *, seen: int | None = None, by: Actor, at: datetime) -> Charge:
    """The buyer need not pay what he owed; everything goes on as if he had, but for his account."""
    returning = locked(return_of_case(charge.case_id))
    charge = let_off(charge, why, seen=seen, by=by, at=at)
    _after_decision(returning, by=by, at=at)
    return charge


def check_paid(returning: Return) -> None:
    """Nothing leaves that the buyer still has to pay for."""
    if is_owing(returning.case_id):
        raise SurchargeDue(_("The buyer still has to pay for the new goods. They leave once that is recorded."))


def after_sending(returning: Return, dispatch: Dispatch, *, by: Actor, at: datetime) -> Return:
    """The new goods have left: goods for goods on the accounts, and the difference before finance."""
    paid = sum_of(returning.case_id, ChargePurpose.SURCHARGE, ChargeState.PAID)
    exchanging.give_goods(returning, dispatch, surcharge_paid=paid, by=by, at=at)
    spare = max(0, paid - max(0, returning.difference_minor))
    if spare:
        repay_surcharge(returning, spare, by=by, at=at)
    returning = exchanging.follow(returning, "send_out", by=by, at=at)
    if returning.inspected_at or returning.lost_by or spare:
        ask_difference(returning, by=by, at=at)
    return returning


def conclude(returning: Return, *, by: Actor, at: datetime) -> Return:
    """Complete the exchange once the new goods are received and nothing is owed; a refund under way goes on alone."""
    dispatch = gone_dispatch(returning.case_id)
    returning = locked(returning)
    if dispatch is None or dispatch.state != DispatchState.DELIVERED or is_owing(returning.case_id):
        return returning
    if not exchanging.is_waiting(returning):
        return returning
    refund = refund_of_case(returning.case_id)
    if returning.state == State.GOODS_OWED and refund is None:
        exchanging.drop_money(returning)
    returning = exchanging.follow(returning, "confirm", by=by, at=at)
    is_open = refund is not None and refund.state not in (RefundState.PAID, RefundState.REVOKED)
    hand_over(returning.case, Outcome.EXCHANGED_OWING if is_open else Outcome.EXCHANGED, by=by, at=at)
    days = policy_of(returning.merchant_id).follow_up_days
    if days is not None:
        plan_follow_up(returning.case, timezone.localdate(at) + timedelta(days=days), by=by, at=at)
    return returning


def _ask_warehouse(returning: Return, *, by: Actor, at: datetime) -> Dispatch:
    due = _ask_for_surcharge(returning, by=by, at=at)
    plan = Plan(DispatchPurpose.EXCHANGE, returning.deliver_on, Hold.PAYMENT if due else _usual_hold(returning))
    dispatch = dispatching.prepare_dispatch(returning.case, goods_for(lines_of(returning)), plan, by=by, at=at)
    address_dispatch(returning.case)
    return dispatch


def _usual_hold(returning: Return) -> Hold:
    return Hold.WORD if policy_of(returning.merchant_id).agent_releases else Hold.NOTHING


def _ask_for_surcharge(returning: Return, *, by: Actor, at: datetime) -> int:
    """Ask for what is not paid or waived yet of what the new goods cost more; answers how much that is."""
    void_charge(returning.case_id, ChargePurpose.SURCHARGE, by=by, at=at)
    settled = sum_of(returning.case_id, ChargePurpose.SURCHARGE, *_SETTLED)
    due = max(0, returning.difference_minor - settled)
    if due:
        ask_charge(returning.case, Owed(ChargePurpose.SURCHARGE, due, returning.currency), by=by, at=at)
    return due


def _ask_for_goods_kept(returning: Return, owed: int, *, by: Actor, at: datetime) -> None:
    """Ask for what is not paid or waived yet of the worth of goods that did not come back."""
    void_charge(returning.case_id, ChargePurpose.GOODS_KEPT, by=by, at=at)
    due = owed - sum_of(returning.case_id, ChargePurpose.GOODS_KEPT, *_SETTLED)
    if due > 0:
        ask_charge(returning.case, Owed(ChargePurpose.GOODS_KEPT, due, returning.currency), by=by, at=at)


def _set_off(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The new goods left in advance: what came back counts against them, what is missing is owed, the rest is paid."""
    owed = goods_owed(in_goods=exchanging.given_in_goods(returning), credit=returning.amount_minor)
    _ask_for_goods_kept(returning, owed, by=by, at=at)
    ask_difference(returning, by=by, at=at)
    returning = exchanging.follow(returning, "send_out", by=by, at=at)
    return conclude(returning, by=by, at=at)


def _after_decision(returning: Return, *, by: Actor, at: datetime) -> None:
    dispatch = open_dispatch(returning.case_id)
    if dispatch and not is_owing(returning.case_id):
        hold = _usual_hold(returning) if dispatch.hold == Hold.PAYMENT else Hold(dispatch.hold)
        dispatching.let_go(dispatch, hold, by=by, at=at)
    conclude(returning, by=by, at=at)
