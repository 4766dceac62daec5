"""Payouts that a gateway makes: what it answered becomes the payout, the end of the return and of the case.

Who moves a refund or its order here locks the return first, as the desks do, so that nobody waits in a circle.
"""

from collections.abc import Callable
from datetime import datetime

from aftercare.billing.commands import ordering
from aftercare.billing.commands.orders import Claim, claim_next, note_reply
from aftercare.billing.models import Gateway, Payout, PayoutAttempt, PayoutOrder, Refund
from aftercare.billing.rules.paying import Verdict
from aftercare.billing.terms import Outcome, PayMethod, Reply, Sent
from aftercare.flow.settlement import GATEWAY_CASHIER, pay_refund
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.moves.commands import locked
from aftercare.returns.queries.detail import return_of_case
from aftercare.rows.whole import whole

Ask = Callable[[Claim], Reply]


def work_off_next(gateway: Gateway, ask: Ask, *, clock: Callable[[], datetime]) -> Reply | None:
    """Ask the gateway one question and write down what came of it; None when there is nothing to ask.

    Three steps that stand for themselves: the question is committed, then asked outside any transaction, then the
    answer is committed with everything that follows. Killed in between, the question is asked again under its key.
    """
    claim = claim_next(gateway, by=GATEWAY_CASHIER, at=clock())
    if claim is None:
        return None
    reply = ask(claim)
    try:
        take_reply(claim, reply, at=clock())
    except DomainError as refusal:  # it says it has paid, and our books cannot take it: somebody must look
        note_reply(claim.attempt_id, reply, trouble=refusal.sentence, by=GATEWAY_CASHIER, at=clock())
    return reply


@whole()
def take_reply(claim: Claim, reply: Reply, *, at: datetime) -> PayoutOrder:
    """Write the answer down; a clear “paid” records the payout, completes the return and closes the case with it."""
    attempt = PayoutAttempt.objects.select_related("order__refund").get(pk=claim.attempt_id)
    _lock_return(attempt.order.refund)
    order, verdict = note_reply(claim.attempt_id, reply, by=GATEWAY_CASHIER, at=at)
    if verdict == Verdict.PAID and reply.outcome == Outcome.PAID:
        pay_refund(order.refund, Sent(PayMethod.GATEWAY, reply.reference), by=GATEWAY_CASHIER, at=at)
    return order


@whole()
def settle_by_hand(
    order: PayoutOrder, reference: str, note: str, *, seen: int | None = None, by: Actor, at: datetime
) -> Payout:
    """The gateway's people have told the cashier that it has paid; he records that, with what he was told."""
    _lock_return(order.refund)
    order = ordering.settle_order(order, note, seen=seen, by=by, at=at)
    return pay_refund(order.refund, Sent(PayMethod.GATEWAY, reference), by=by, at=at)


@whole()
def hand_to_gateway(refund: Refund, *, seen: int | None = None, by: Actor, at: datetime) -> PayoutOrder:
    """The cashier gives a refund that waits for him to the merchant's gateway."""
    _lock_return(refund)
    return ordering.hand_to_gateway(refund, seen=seen, by=by, at=at)


@whole()
def withdraw(
    order: PayoutOrder, *, payee: str | None = None, seen: int | None = None, by: Actor, at: datetime
) -> PayoutOrder:
    """The cashier takes a payment back from the gateway, or has it asked anew with whom to pay corrected."""
    _lock_return(order.refund)
    return ordering.withdraw(order, payee=payee, seen=seen, by=by, at=at)


def _lock_return(refund: Refund) -> None:
    locked(return_of_case(refund.case_id))
