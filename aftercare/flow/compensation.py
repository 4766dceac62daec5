"""Compensation without return: agreed with the buyer, reviewed by operations and finance, paid; the goods stay."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.cases.commands.opening import open_case
from aftercare.cases.models import Referral
from aftercare.cases.terms import Channel, Kind, Outcome, Room, Topic
from aftercare.flow import authority, return_goods
from aftercare.flow.authority import Promise
from aftercare.flow.opening import opening_for
from aftercare.flow.passing import pass_to_settlement
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked
from aftercare.orders.commands.locking import lock_order
from aftercare.orders.models import Order
from aftercare.org.queries.authority import limit_of
from aftercare.returns.commands import compensating, reviewing
from aftercare.returns.commands.compensating import Agreed, Consent, Terms
from aftercare.returns.commands.doubling import check_not_doubled, note_double
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import CompensationOffer, Return
from aftercare.returns.queries.compensating import compensated_minor
from aftercare.returns.terms import ConsentWay
from aftercare.rows.whole import whole


@dataclass(frozen=True)
class Opened:
    """A compensation, and the decision that it waits for when its amount is above the agent's limit."""

    returning: Return
    referral: Referral | None = None


@whole()
def open_compensation(
    order: Order, terms: Terms, consent: Consent, *, channel: Channel, despite: str = "", by: Actor, at: datetime
) -> Opened:
    """Agent and buyer agreed: open the case. Above his limit it goes up at once; within, operations reviews it.

    `despite` is why it is opened although another case about the same is open; without the word that is refused.
    """
    lock_order(order.pk)  # before its lines, as who asks for a return does
    compensating.check_terms(order, terms, by=by)
    lines, is_person = [line.line_id for line in terms.lines], channel not in (Channel.API, Channel.IMPORT)
    other = check_not_doubled(order, lines, terms.reason.pk, despite, of_all_orders=is_person, at=at)
    agreed, before = Agreed(terms, consent, by.key, by.name), compensated_minor(order.pk)
    returning = _opened(order, agreed, channel=channel, by=by, at=at)
    if other:
        returning = note_double(returning, other, despite, by=by, at=at)
    return Opened(returning, _referred(returning, terms, before, by=by, at=at))


@whole()
def offer(returning: Return, terms: Terms, *, by: Actor, at: datetime) -> CompensationOffer | Referral:
    """Offer the buyer of an open return an amount if he keeps the goods; above the agent's limit somebody decides."""
    returning = locked(returning)
    lock_order(returning.order_id)
    limit, before = limit_of(by, returning.currency), compensated_minor(returning.order_id)
    if limit is None or before + terms.total_minor <= limit:
        return compensating.offer(returning, terms, by=by, at=at)
    compensating.check_offer(returning, terms, by=by)
    content = {
        "lines": [[line.line_id, line.quantity, line.amount_minor] for line in terms.lines],
        "reason": terms.reason.pk,
        "words": terms.words,
        "agent": [by.key, by.name],
    }
    promise = Promise(terms.total_minor, before)
    return authority.refer(returning, Topic.OFFER, promise, terms.words, content, by=by, at=at)


@whole()
def accept(made: CompensationOffer, *, by: Actor, at: datetime) -> Return:
    """The buyer keeps the goods and takes the money: his return ends, and a compensation begins in its place."""
    locked(made.returning)  # before its offer, as who cancels it does
    made = compensating.decide_offer(made, "accept", by=by, at=at)
    returning = return_goods.cancel(made.returning, by=by, at=at)
    consent = Consent(ConsentWay.PAGE)
    agreed = Agreed(compensating.terms_of(made), consent, made.offered_by, made.offered_by_name, returning)
    channel = Channel(returning.case.channel)
    return _opened(returning.order, agreed, channel=channel, by=by, at=at)


@whole()
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Operations says yes: promise the money and put it before finance."""
    lock_order(locked(returning).order_id)  # so that two of one order are measured against a limit one after the other
    returning = reviewing.approve(returning, decision, seen=seen, by=by, at=at)
    pass_to_settlement(returning, Outcome.APPROVED, by=by, at=at)
    return returning


def _opened(order: Order, agreed: Agreed, *, channel: Channel, by: Actor, at: datetime) -> Return:
    opening = opening_for(order, Kind.COMPENSATION, channel)
    case = open_case(opening, room=Room.RETURNS, by=by, at=at)
    return compensating.submit(case, order, agreed, by=by, at=at)


def _referred(returning: Return, terms: Terms, before: int, *, by: Actor, at: datetime) -> Referral | None:
    """A limit bounds what is paid for an order's goods that stay, so that splitting the amount does not pass it."""
    limit, promise = limit_of(by, returning.currency), Promise(terms.total_minor, before)
    if limit is None or promise.in_all <= limit:
        return None
    return authority.refer(returning, Topic.COMPENSATION, promise, terms.words, by=by, at=at)
