"""Compensation without return: agreed with the buyer, reviewed by operations and finance, paid; the goods stay."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.cases.commands.opening import open_case
from aftercare.cases.models import Referral
from aftercare.cases.terms import Channel, Kind, Outcome, Room, Topic
from aftercare.flow import authority, return_goods
from aftercare.flow.opening import opening_for
from aftercare.flow.passing import pass_to_settlement
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked
from aftercare.orders.models import Order
from aftercare.org.queries.authority import limit_of
from aftercare.returns.commands import compensating, reviewing
from aftercare.returns.commands.compensating import Agreed, Consent, Terms
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import CompensationOffer, Return
from aftercare.returns.terms import ConsentWay


@dataclass(frozen=True)
class Opened:
    """A compensation, and the decision that it waits for when its amount is above the agent's limit."""

    returning: Return
    referral: Referral | None = None


@transaction.atomic
def open_compensation(
    order: Order, terms: Terms, consent: Consent, *, channel: Channel, by: Actor, at: datetime
) -> Opened:
    """Agent and buyer agreed: open the case. Above his limit it goes up at once; within, operations reviews it."""
    compensating.check_terms(order, terms, by=by)
    agreed = Agreed(terms, consent, by.key, by.name)
    returning = _opened(order, agreed, channel=channel, by=by, at=at)
    return Opened(returning, _referred(returning, terms, by=by, at=at))


@transaction.atomic
def offer(returning: Return, terms: Terms, *, by: Actor, at: datetime) -> CompensationOffer | Referral:
    """Offer the buyer of an open return an amount if he keeps the goods; above the agent's limit somebody decides."""
    returning = locked(returning)
    limit = limit_of(by, returning.currency)
    if limit is None or terms.total_minor <= limit:
        return compensating.offer(returning, terms, by=by, at=at)
    compensating.check_offer(returning, terms, by=by)
    content = {
        "lines": [[line.line_id, line.quantity, line.amount_minor] for line in terms.lines],
        "reason": terms.reason.pk,
        "words": terms.words,
        "agent": [by.key, by.name],
    }
    return authority.refer(returning, Topic.OFFER, terms.total_minor, terms.words, content, by=by, at=at)


@transaction.atomic
def accept(made: CompensationOffer, *, by: Actor, at: datetime) -> Return:
    """The buyer keeps the goods and takes the money: his return ends, and a compensation begins in its place."""
    locked(made.returning)  # before its offer, as who cancels it does
    made = compensating.decide_offer(made, "accept", by=by, at=at)
    returning = return_goods.cancel(made.returning, by=by, at=at)
    consent = Consent(ConsentWay.PAGE)
    agreed = Agreed(compensating.terms_of(made), consent, made.offered_by, made.offered_by_name, returning)
    channel = Channel(returning.case.channel)
    return _opened(returning.order, agreed, channel=channel, by=by, at=at)


@transaction.atomic
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Operations says yes: promise the money and put it before finance."""
    returning = reviewing.approve(returning, decision, seen=seen, by=by, at=at)
    pass_to_settlement(returning, Outcome.APPROVED, by=by, at=at)
    return returning


def _opened(order: Order, agreed: Agreed, *, channel: Channel, by: Actor, at: datetime) -> Return:
    opening = opening_for(order, Kind.COMPENSATION, channel)
    case = open_case(opening, room=Room.RETURNS, by=by, at=at)
    return compensating.submit(case, order, agreed, by=by, at=at)


def _referred(returning: Return, terms: Terms, *, by: Actor, at: datetime) -> Referral | None:
    limit = limit_of(by, returning.currency)
    if limit is None or terms.total_minor <= limit:
        return None
    return authority.refer(returning, Topic.COMPENSATION, terms.total_minor, terms.words, by=by, at=at)
