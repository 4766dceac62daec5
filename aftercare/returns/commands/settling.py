"""The return's side of the settlement: finance and cashier act on the refund, the return follows."""

from datetime import datetime
from typing import Any

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked, move
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.rules.triggers import HELD_BY_FINANCE
from aftercare.returns.terms import GOODS_UNDER_WAY, RefundTrigger
from aftercare.rows.whole import whole


@whole()
def start_refund(returning: Return, *, by: Actor, at: datetime) -> Return:
    """Finance approved the amount; the cashier may pay. Goods that are still under way go on their own way."""
    check_right(by, "start_refund", returning)
    returning = locked(returning)
    if is_ahead(returning):
        check_duty(returning, "start_refund", by=by)
        return _note(returning, "approve_ahead", by=by, at=at, refund_approved_by=by.key)
    lifecycle_of(returning.kind).target("start_refund", returning.state)
    check_duty(returning, "start_refund", by=by)
    return move(returning, "start_refund", lifecycle_of(returning.kind), by=by, at=at, refund_approved_by=by.key)


@whole()
def send_back(returning: Return, reason: str, *, by: Actor, at: datetime) -> Return:
    """Finance wants operations to look again; money that should go ahead of the goods waits for them instead."""
    check_right(by, "send_back", returning)
    returning = locked(returning)
    if is_ahead(returning):
        return _hold(returning, reason, by=by, at=at)
    lifecycle_of(returning.kind).target("send_back", returning.state)
    check_duty(returning, "send_back", by=by)
    why = words(reason, field="reason", for_buyer=False)
    return move(returning, "send_back", lifecycle_of(returning.kind), by=by, at=at, note=why, send_back_reason=why)


@whole()
def complete(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The money has been sent: the return is done, unless its goods are still to come."""
    check_right(by, "complete", returning)
    returning = locked(returning)
    if is_ahead(returning):
        check_duty(returning, "complete", by=by)
        return _note(returning, "pay_ahead", by=by, at=at, paid_by=by.key, paid_ahead_at=at)
    lifecycle_of(returning.kind).target("complete", returning.state)
    check_duty(returning, "complete", by=by)
    return move(returning, "complete", lifecycle_of(returning.kind), by=by, at=at, completed_at=at, paid_by=by.key)


def is_ahead(returning: Return) -> bool:
    """Whether the refund goes ahead of goods that are still to come."""
    return returning.refund_ahead_at is not None and returning.state in GOODS_UNDER_WAY


@whole()
def go_ahead(returning: Return, *, by: Actor, at: datetime) -> Return:
    """Note that the refund is before finance while the goods are still to come."""
    return _note(locked(returning), "refund_ahead", by=by, at=at, refund_ahead_at=at)


@whole()
def join_payout(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The goods came after finance had approved: from here goods and money go together."""
    return move(returning, "join_payout", lifecycle_of(returning.kind), by=by, at=at)


@whole()
def close_paid(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The goods came after the money was sent: the return is done."""
    return move(returning, "close_paid", lifecycle_of(returning.kind), by=by, at=at, completed_at=at)


def _hold(returning: Return, reason: str, *, by: Actor, at: datetime) -> Return:
    check_duty(returning, "send_back", by=by)
    why = words(reason, field="reason", for_buyer=False)
    held: dict[str, Any] = {"refund_trigger": RefundTrigger.INSPECTION, "refund_trigger_rule": HELD_BY_FINANCE}
    return _note(returning, "hold", by=by, at=at, note=why, refund_ahead_at=None, send_back_reason=why, **held)


def _note(returning: Return, what: str, *, by: Actor, at: datetime, note: str = "", **changes: object) -> Return:
    """Write the money's news on a locked return whose goods are under way; its state follows the goods."""
    before = {name: getattr(returning, name) for name in changes}
    for name, value in changes.items():
        setattr(returning, name, value)
    returning.version += 1
    returning.save(update_fields=[*changes, "version"])
    kind, stream = f"returns.return.{what}", returning.stream
    record(Fact(kind, returning.label, by, at, stream=stream, before=before, after=dict(changes), note=note))
    return returning
