"""Settlement: finance decides on the refund, the cashier pays it, the case closes. The return is locked first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_noop as _

from aftercare.billing.commands import refunds
from aftercare.billing.commands.orders import open_order
from aftercare.billing.models import Payout, Refund
from aftercare.billing.queries.orders import gateway_for
from aftercare.billing.terms import AS_PAID, PayMethod, Sent
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Outcome, Room
from aftercare.flow.lost import owe_made_good
from aftercare.flow.money_clock import follow_goods, follow_money
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.moves.commands import locked
from aftercare.orders.queries.finding import orders_of
from aftercare.org.rights import Right
from aftercare.returns.commands import settling
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import is_bound_to_way, return_of_case
from aftercare.rows.untangling import Tangled, untangled
from aftercare.rows.whole import whole

GATEWAY_CASHIER = Actor(ActorKind.SYSTEM, 21, "Payout gateway", frozenset({Right.PAYOUTS_RECORD}))
"""Who pays where no person does; apart from the system itself, which may have reviewed the same return."""


class DifferenceAgreed(Conflict):
    """The difference of an exchange whose goods have left is not reviewed again."""

    code = "difference_agreed"


class OtherWay(DomainError):
    """A law wants the money to go back as it was paid, and the buyer has not agreed to another way."""

    code = "other_way"


class NoSuchOrder(DomainError):
    """No order that this refund could pay."""

    code = "no_such_order"


@whole()
def approve_refund(
    refund: Refund, *, seen: int | None = None, is_history: bool = False, by: Actor, at: datetime
) -> Refund:
    """Finance agrees; the cashier or the merchant's gateway is next, and where nothing is to be paid it ends here.

    With `is_history` the money was sent long ago: no gateway is told, and the payout is recorded by who asks.
    """
    refunds.check_seen(refund, seen)
    returning = locked(return_of_case(refund.case_id))
    if not returning.is_swap:
        settling.start_refund(returning, by=by, at=at)
    refund = refunds.approve_refund(refund, seen=seen, by=by, at=at)
    refund = refund if is_history else _begin_paying(refund, at=at)
    follow_money(returning, refund, by=by, at=at)
    return refund


def _begin_paying(refund: Refund, *, at: datetime) -> Refund:
    gateway = gateway_for(refund.merchant_id) if refund.total_minor else None
    if gateway:
        return open_order(refund, gateway, by=GATEWAY_CASHIER, at=at).refund
    if not refund.total_minor:
        return pay_refund(refund, Sent(PayMethod.NOTHING, refund.number), by=GATEWAY_CASHIER, at=at).refund
    return refund


@dataclass(frozen=True)
class Decided:
    """What became of one refund of a batch: approved, or paid, when there is no refusal."""

    refund: Refund
    refusal: DomainError | None = None


def approve_refunds(chosen: Sequence[tuple[Refund, int]], *, by: Actor, at: datetime) -> list[Decided]:
    """Finance agrees to several refunds, each with the version that was seen; one that is refused stops no other."""
    return [_untangled(refund, partial(_approve_one, refund, seen, by=by, at=at)) for refund, seen in chosen]


def pay_refunds(chosen: Sequence[tuple[Refund, int, Sent]], *, by: Actor, at: datetime) -> list[Decided]:
    """The cashier sent several, each seen in a version and under its own reference; a refused one stops no other."""
    return [_untangled(refund, partial(_pay_one, refund, seen, sent, by=by, at=at)) for refund, seen, sent in chosen]


def _untangled(refund: Refund, work: Callable[[], Decided]) -> Decided:
    """A row that came in others' way each time is refused by itself; those before it stand, it may be sent again."""
    try:
        return untangled(work)
    except Tangled as refusal:
        return Decided(refund, refusal)


def _pay_one(refund: Refund, seen: int, sent: Sent, *, by: Actor, at: datetime) -> Decided:
    try:
        return Decided(pay_refund(refund, sent, seen=seen, by=by, at=at).refund)
    except DomainError as refusal:
        return Decided(refund, refusal)


def _approve_one(refund: Refund, seen: int, *, by: Actor, at: datetime) -> Decided:
    try:
        return Decided(approve_refund(refund, seen=seen, by=by, at=at))
    except DomainError as refusal:
        return Decided(refund, refusal)


@whole()
def send_refund_back(refund: Refund, reason: str, *, seen: int | None = None, by: Actor, at: datetime) -> Refund:
    """Finance does not agree; operations reads why and reviews again."""
    refunds.check_seen(refund, seen)
    returning = locked(return_of_case(refund.case_id))
    if returning.is_swap:
        raise DifferenceAgreed(_("The new goods have left, and the difference was agreed with the buyer before that."))
    is_ahead = settling.is_ahead(returning)
    returning = settling.send_back(returning, reason, by=by, at=at)
    if is_ahead:
        follow_goods(returning, by=by, at=at)
    refund = refunds.send_refund_back(refund, seen=seen, by=by, at=at)
    hand_over(refund.case, Outcome.SENT_BACK, by=by, at=at)
    return refund


@whole()
def pay_refund(refund: Refund, sent: Sent, *, seen: int | None = None, by: Actor, at: datetime) -> Payout:
    """The cashier sent the money: refund, owed-back account, return and case all know it at once.

    It may have paid a new order of the buyer instead, whose number is then the reference [RET-13].
    """
    refunds.check_seen(refund, seen)
    if sent.method == PayMethod.ORDER:
        _check_new_order(refund, sent.reference)
    returning = locked(return_of_case(refund.case_id))
    _check_way(returning, sent)
    if returning.is_swap:
        return _pay_difference(refund, sent, seen=seen, by=by, at=at)
    returning = settling.complete(returning, by=by, at=at)
    payout = refunds.pay_refund(refund, sent, seen=seen, by=by, at=at)
    owe_made_good(returning, payout.refund, by=by, at=at)
    follow_money(returning, payout.refund, by=by, at=at)
    outcome = Outcome.PAID_AHEAD if settling.is_ahead(returning) else Outcome.SETTLED
    hand_over(refund.case, outcome, by=by, at=at)
    return payout


def _pay_difference(refund: Refund, sent: Sent, *, seen: int | None, by: Actor, at: datetime) -> Payout:
    """Money beside the goods of an exchange: the case ends with it only when nothing else was waited for."""
    payout = refunds.pay_refund(refund, sent, seen=seen, by=by, at=at)
    if locked(refund.case).state == Room.SETTLEMENT:
        hand_over(refund.case, Outcome.SETTLED, by=by, at=at)
    return payout


def _check_way(returning: Return, sent: Sent) -> None:
    """Another way than the buyer paid needs his express consent, where the law that decided says so."""
    if is_bound_to_way(returning) and sent.method not in AS_PAID and not sent.consent.strip():
        sentence = _("By law the money goes back as it was paid. Note how the buyer agreed to another way.")
        raise OtherWay(sentence, field="consent")


def _check_new_order(refund: Refund, number: str) -> None:
    """The money can pay what the same buyer ordered from the same merchant after he asked, and no dearer refund."""
    found = orders_of(refund.customer_id, number.strip()).filter(merchant=refund.merchant_id).first()
    if found is None or found.ordered_at < refund.applied_at or found.replaces_id:
        sentence = _("The buyer has no new order %(number)s with this merchant.")
        raise NoSuchOrder(sentence, field="reference", number=number)
    if found.currency != refund.currency or found.paid_minor < refund.total_minor:
        raise NoSuchOrder(_("The new order costs less than the refund. Pay the refund out instead."), field="reference")
