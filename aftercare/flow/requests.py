"""The doors of every kind of request: asking, and the first review. What differs by kind stands in its own module."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aftercare.cases.terms import Channel, Kind
from aftercare.flow import compensation, exchange, refund_only, return_goods
from aftercare.flow.authority import check_authority, check_nothing_asked
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.orders.models import Order
from aftercare.org.models import ReturnAddress
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.doubling import check_not_doubled, note_double
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.rows.commands import together
from aftercare.rows.untangling import Tangled, untangled
from aftercare.rows.whole import apart

Apply = Callable[..., Return]

_APPLY: Mapping[str, Apply] = {
    Kind.RETURN_REFUND: return_goods.apply_for_return,
    Kind.REFUND_ONLY: refund_only.apply_for_refund,
    Kind.EXCHANGE: exchange.apply_for_exchange,
}

_APPROVE: Mapping[str, Apply] = {
    Kind.RETURN_REFUND: return_goods.approve,
    Kind.REFUND_ONLY: refund_only.approve,
    Kind.EXCHANGE: exchange.approve,
    Kind.COMPENSATION: compensation.approve,
}


def kind_for(order: Order) -> Kind:
    """What a buyer of this order asks for: his money alone as long as nothing was sent, else a return [RET-34]."""
    return Kind.RETURN_REFUND if order.shipped_at else Kind.REFUND_ONLY


def apply(
    kind: str, order: Order, application: Application, *, channel: Channel, despite: str = "", by: Actor, at: datetime
) -> Return:
    """Open a case of this kind; nothing is opened when the request cannot be accepted.

    `despite` is why a case is opened although another about the same is open; without the word that is refused.
    """
    with together():
        # A machine names its order; people may have forgotten that they asked for the same goods of another one.
        is_person = channel not in (Channel.API, Channel.IMPORT)
        lines, reason = [want.line_id for want in application.wanted], application.reason.pk
        other = check_not_doubled(order, lines, reason, despite, of_all_orders=is_person, at=at)
        returning = _APPLY[kind](order, application, channel=channel, by=by, at=at)
        return note_double(returning, other, despite, by=by, at=at) if other else returning


def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Operations says yes, within what the actor may promise by himself; what follows depends on the kind."""
    with apart():
        check_nothing_asked(returning)
        approved = approve_unbounded(returning, decision, seen=seen, by=by, at=at)
        check_authority(approved, by=by)
    return approved


def approve_unbounded(
    returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime
) -> Return:
    """The same where somebody has decided already that so much may be promised."""
    return _APPROVE[returning.kind](returning, decision, seen=seen, by=by, at=at)


@dataclass(frozen=True)
class Chosen:
    """A return to approve as asked, where its goods shall go, and the version that was seen."""

    returning: Return
    address: ReturnAddress | None
    seen: int


@dataclass(frozen=True)
class Decided:
    """What became of one return of a batch: approved when there is no refusal."""

    returning: Return
    refusal: DomainError | None = None


def approve_each(chosen: Sequence[Chosen], *, by: Actor, at: datetime) -> list[Decided]:
    """Accept several requests for what was asked; one that is refused, or always comes in others' way, stops no other.

    Whoever sends the same again has approved nothing twice: what is approved is refused, what is not is tried.
    """
    return [_untangled(one, by=by, at=at) for one in chosen]


def _untangled(one: Chosen, *, by: Actor, at: datetime) -> Decided:
    try:
        return untangled(partial(_approve_one, one, by=by, at=at))
    except Tangled as refusal:
        return Decided(one.returning, refusal)


def _approve_one(one: Chosen, *, by: Actor, at: datetime) -> Decided:
    try:
        return Decided(approve(one.returning, Decision(address=one.address), seen=one.seen, by=by, at=at))
    except DomainError as refusal:
        return Decided(one.returning, refusal)
