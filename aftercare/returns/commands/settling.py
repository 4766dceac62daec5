"""The return's side of the settlement: finance and cashier act on the refund, the return follows."""

from datetime import datetime

from django.db import transaction

from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked, move
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return


@transaction.atomic
def start_refund(returning: Return, *, by: Actor, at: datetime) -> Return:
    """Finance approved the amount; the cashier may pay."""
    check_right(by, "start_refund", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("start_refund", returning.state)
    check_duty(returning, "start_refund", by=by)
    return move(returning, "start_refund", lifecycle_of(returning.kind), by=by, at=at, refund_approved_by=by.key)


@transaction.atomic
def send_back(returning: Return, reason: str, *, by: Actor, at: datetime) -> Return:
    """Finance wants operations to look again."""
    check_right(by, "send_back", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("send_back", returning.state)
    check_duty(returning, "send_back", by=by)
    why = words(reason, field="reason", for_buyer=False)
    return move(returning, "send_back", lifecycle_of(returning.kind), by=by, at=at, note=why, send_back_reason=why)


@transaction.atomic
def complete(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The money has been sent: the return is done."""
    check_right(by, "complete", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("complete", returning.state)
    check_duty(returning, "complete", by=by)
    return move(returning, "complete", lifecycle_of(returning.kind), by=by, at=at, completed_at=at)
