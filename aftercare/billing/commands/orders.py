"""Payout orders: opening one, giving the worker its next question, writing down what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from aftercare.billing.lifecycle import PAYOUT_ORDER, REFUND
from aftercare.billing.models import Gateway, PayoutAttempt, PayoutOrder, Refund
from aftercare.billing.queries.orders import tried_so_far
from aftercare.billing.rules.paying import Verdict, judge, next_asking, pause_after, payment_key
from aftercare.billing.terms import LIVE, Asking, Instruction, OrderState, Outcome, Reply
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked, move
from aftercare.rows.whole import whole

_MARGIN = timedelta(seconds=60)
_ENDS = {Verdict.PAID: "pay", Verdict.DIFFERS: "differ", Verdict.FAILED: "fail"}


class GatewayPays(Conflict):
    """The gateway has been told to pay this refund."""

    code = "gateway_pays"


@dataclass(frozen=True)
class Claim:
    """A question that one worker shall ask now."""

    attempt_id: int
    asking: Asking
    told: Instruction


@whole()
def open_order(refund: Refund, gateway: Gateway, *, payee: str = "", by: Actor, at: datetime) -> PayoutOrder:
    """Tell the gateway to pay an approved refund; nobody else pays it from now on."""
    refund = move(refund, "give_to_gateway", REFUND, by=by, at=at)
    turn = PayoutOrder.objects.filter(refund=refund).count() + 1
    order = PayoutOrder.objects.create(
        refund=refund,
        gateway=gateway,
        key=payment_key(refund.number, refund.order_number, refund.total_minor, refund.currency, turn),
        payee=(payee.strip() or refund.order_number)[:120],
        amount_minor=refund.total_minor,
        currency=refund.currency,
        opened_at=at,
        next_look_at=at,
        state=OrderState.DUE,
        state_since=at,
    )
    after = {"state": OrderState.DUE, "key": order.key, "amount_minor": order.amount_minor, "payee": order.payee}
    record(Fact("billing.payout_order.open", order.label, by, at, stream=order.stream, after=after))
    return order


@whole()
def claim_next(gateway: Gateway, *, by: Actor, at: datetime) -> Claim | None:
    """The order that waits longest for a look, for this worker alone; None when nothing is due.

    The question is written down before it is asked, so that a worker that dies leaves its trace. A gateway that is
    switched off is told to pay nothing new, but still asked about what it may have paid.
    """
    rows = PayoutOrder.objects.filter(gateway=gateway, next_look_at__lte=at)
    rows = rows.filter(Q(busy_until=None) | Q(busy_until__lte=at))
    if not gateway.pays:
        rows = rows.exclude(state=OrderState.DUE)
    order = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("next_look_at", "pk").first()
    if order is None:
        return None
    if order.state == OrderState.SENDING:
        order = move(order, "lose", PAYOUT_ORDER, by=by, at=at)
    return _claim(order, gateway, by=by, at=at)


def _claim(order: PayoutOrder, gateway: Gateway, *, by: Actor, at: datetime) -> Claim:
    tried = tried_so_far(order)
    asking = next_asking(order.state, tried[-1] if tried else None) if gateway.pays else Asking.STATUS
    busy = at + timedelta(seconds=3 * gateway.timeout_seconds) + _MARGIN
    if asking == Asking.PAY:
        order = move(order, "send", PAYOUT_ORDER, by=by, at=at, sent_at=at, busy_until=busy, tries=order.tries + 1)
    else:
        PayoutOrder.objects.filter(pk=order.pk).update(busy_until=busy, tries=order.tries + 1)
    attempt = PayoutAttempt.objects.create(order=order, asking=asking, at=at)
    return Claim(attempt.pk, asking, _instruction(order, at=at))


@whole()
def note_reply(
    attempt_id: int, reply: Reply, *, trouble: str = "", by: Actor, at: datetime
) -> tuple[PayoutOrder, Verdict]:
    """Write down what came of a question, and what follows from it; with PAID the caller records the payout.

    `trouble` is why our books could not take a “paid”; then a person must look.
    An answer that comes late, when the order has found its end without it, is kept and changes nothing.
    """
    attempt = PayoutAttempt.objects.get(pk=attempt_id)
    order = locked(attempt.order)
    attempt.outcome, attempt.answered_at = reply.outcome, at
    attempt.http_status, attempt.excerpt = reply.http_status, (reply.excerpt or reply.sentence)[:500]
    attempt.save(update_fields=["outcome", "answered_at", "http_status", "excerpt"])
    if order.next_look_at is None and not (order.state == OrderState.FAILED and reply.outcome == Outcome.PAID):
        return order, Verdict.WAIT
    tried = tried_so_far(order, until=attempt.pk)
    told = _instruction(order, at=at)
    verdict = Verdict.DIFFERS if trouble else judge(order.state, tried, told, reply, at=at)
    reply = replace(reply, sentence=trouble) if trouble else reply
    return _follow(order, verdict, reply, by=by, at=at), verdict


def _follow(order: PayoutOrder, verdict: Verdict, reply: Reply, *, by: Actor, at: datetime) -> PayoutOrder:
    if verdict == Verdict.RELEASED:
        return release(order, by=by, at=at)
    if verdict in _ENDS:
        ends: dict[str, Any] = {"said": reply.sentence[:500], "busy_until": None, "next_look_at": None}
        if verdict == Verdict.DIFFERS:
            ends |= {"paid_reference": reply.reference, "paid_minor": reply.amount_minor}
            ends |= {"paid_currency": reply.currency}
        return move(order, _ENDS[verdict], PAYOUT_ORDER, by=by, at=at, **ends)
    at_once = verdict == Verdict.ASK_TO_PAY and order.gateway.pays
    pause = timedelta() if at_once else pause_after(order.tries)
    waits: dict[str, Any] = {"said": reply.sentence[:500], "busy_until": None, "next_look_at": at + pause}
    if order.state == OrderState.SENDING:
        return move(order, "lose", PAYOUT_ORDER, by=by, at=at, **waits)
    PayoutOrder.objects.filter(pk=order.pk).update(**waits)
    return order


@whole()
def release(order: PayoutOrder, *, by: Actor, at: datetime) -> PayoutOrder:
    """It is certain that the gateway has not paid: the refund is the cashier's again, or asked for anew, corrected."""
    order = move(order, "release", PAYOUT_ORDER, by=by, at=at, busy_until=None, next_look_at=None)
    refund = move(Refund.objects.get(pk=order.refund_id), "take_back", REFUND, by=by, at=at)
    if order.wanted_payee:
        open_order(refund, order.gateway, payee=order.wanted_payee, by=by, at=at)
    return order


def check_no_order(refund: Refund) -> None:
    """Refuse to pay by hand what a gateway has been told to pay."""
    if PayoutOrder.objects.filter(refund=refund, state__in=[str(s) for s in LIVE if s != OrderState.PAID]).exists():
        raise GatewayPays(_("The payout gateway has this refund. Take it back first, or wait for its answer."))


def _instruction(order: PayoutOrder, *, at: datetime) -> Instruction:
    return Instruction(
        key=order.key,
        amount_minor=order.amount_minor,
        currency=order.currency,
        number=order.refund.number,
        order_number=order.refund.order_number,
        payee=order.payee,
        at=at,
    )
