"""Payouts that a gateway makes: what it answered becomes the payout, the end of the return and of the case."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from aftercare.billing.commands.ordering import settle_order
from aftercare.billing.commands.orders import Claim, claim_next, note_reply
from aftercare.billing.models import Gateway, Payout, PayoutOrder
from aftercare.billing.rules.paying import Verdict
from aftercare.billing.terms import Outcome, PayMethod, Reply, Sent
from aftercare.flow.settlement import GATEWAY_CASHIER, pay_refund
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError

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


@transaction.atomic
def take_reply(claim: Claim, reply: Reply, *, at: datetime) -> PayoutOrder:
    """Write the answer down; a clear “paid” records the payout, completes the return and closes the case with it."""
    order, verdict = note_reply(claim.attempt_id, reply, by=GATEWAY_CASHIER, at=at)
    if verdict == Verdict.PAID and reply.outcome == Outcome.PAID:
        pay_refund(order.refund, Sent(PayMethod.GATEWAY, reply.reference), by=GATEWAY_CASHIER, at=at)
    return order


@transaction.atomic
def settle_by_hand(
    order: PayoutOrder, reference: str, note: str, *, seen: int | None = None, by: Actor, at: datetime
) -> Payout:
    """The gateway's people have told the cashier that it has paid; he records that, with what he was told."""
    order = settle_order(order, note, seen=seen, by=by, at=at)
    return pay_refund(order.refund, Sent(PayMethod.GATEWAY, reference), by=by, at=at)
