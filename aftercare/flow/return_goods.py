"""Return and refund: from the buyer's wish to the goods in stock."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.billing.commands.came import owe_again
from aftercare.billing.commands.overpaid import Owing
from aftercare.billing.commands.refunds import revoke_refund
from aftercare.billing.models import OverpaidPart
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import Debtor, OverpaidCause
from aftercare.cases.commands.opening import open_case
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Channel, Kind, Outcome, Room
from aftercare.files.models import StoredFile
from aftercare.flow import exchange
from aftercare.flow.came_after_all import lock_debts, take_debts_off
from aftercare.flow.early_refund import (
    Standing,
    check_count_possible,
    check_not_paid,
    meet_again,
    part,
    refund_when,
    standing_of,
)
from aftercare.flow.lost import lost_by
from aftercare.flow.opening import numbers_for, opening_for
from aftercare.flow.passing import pass_to_settlement
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked
from aftercare.orders.models import Order
from aftercare.returns.commands import applying, docking, reviewing, sending
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.gifts import give_gifts_back
from aftercare.returns.commands.gifts_found import GiftFound, take_gifts_in
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import LostBy
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.gifts import gifts_short
from aftercare.returns.terms import Counted, RefundTrigger, State
from aftercare.rows.commands import draw, together
from aftercare.rows.whole import whole


@together()
def apply_for_return(order: Order, application: Application, *, channel: Channel, by: Actor, at: datetime) -> Return:
    """Open a case for goods that shall come back; nothing is opened when the request cannot be accepted."""
    window = applying.check_application(order, application, kind=Kind.RETURN_REFUND, by=by, at=at)
    opening = opening_for(order, Kind.RETURN_REFUND, channel)
    draw(numbers_for(1, lines=len(application.wanted)))
    case = open_case(opening, room=Room.RETURNS, by=by, at=at)
    return applying.submit(case, order, application, window, by=by, at=at)


@whole()
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Operations says yes; where the policy trusts the buyer that far, the money goes before his goods come."""
    returning = reviewing.approve(returning, decision, seen=seen, by=by, at=at)
    ahead = refund_when(returning, RefundTrigger.APPROVAL, by=by, at=at)
    return Return.objects.get(pk=returning.pk) if ahead else returning


@whole()
def receive_goods(
    returning: Return, *, photos: Sequence[StoredFile] = (), number: str = "", by: Actor, at: datetime
) -> Return:
    """The parcel stands at the dock; where the policy says so, that is enough for the money to go."""
    returning = docking.receive(returning, photos=photos, number=number, by=by, at=at)
    ahead = refund_when(returning, RefundTrigger.RECEIPT, by=by, at=at)
    return Return.objects.get(pk=returning.pk) if ahead else returning


@whole()
def take_in_goods(
    returning: Return,
    counts: Sequence[Counted],
    *,
    photos: Sequence[StoredFile] = (),
    gifts: Sequence[GiftFound] = (),
    by: Actor,
    at: datetime,
) -> Return:
    """Receive, count and grade in one go, then put the refund before finance or ask for the new goods."""
    if returning.state != State.RECEIVED:
        returning = docking.receive(returning, by=by, at=at)
    return inspect_goods(returning, counts, photos=photos, gifts=gifts, by=by, at=at)


@whole()
def inspect_goods(
    returning: Return,
    counts: Sequence[Counted],
    *,
    photos: Sequence[StoredFile] = (),
    gifts: Sequence[GiftFound] = (),
    by: Actor,
    at: datetime,
) -> Return:
    """Grade what came, take it into stock, and bring goods and money, or goods and goods, together.

    `gifts` lay in the parcel though nobody had asked them back.
    """
    stood, owed = standing_of(returning), lock_debts(returning)
    if returning.kind == Kind.EXCHANGE:
        returning = docking.inspect(stood.returning, counts, photos=photos, by=by, at=at)
        return _swap(returning, owed, by=by, at=at)
    check_count_possible(stood, accepts_all=_accepts_all(stood.returning, counts))
    counts = [*counts, *take_gifts_in(stood.returning, gifts, by=by, at=at)]
    returning = docking.inspect(stood.returning, counts, photos=photos, is_paid=stood.is_paid, by=by, at=at)
    return _meet(stood, returning, owed, by=by, at=at)


@whole()
def approve_again(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Operations confirms or lowers what finance had sent back; finance looks again."""
    returning = reviewing.approve_again(returning, decision, seen=seen, by=by, at=at)
    pass_to_settlement(returning, Outcome.GOODS_ACCEPTED, by=by, at=at)
    return returning


@whole()
def reject(returning: Return, reason: str, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Refuse the request and close the case; a refund that finance had sent back is revoked, and what goods that go to
    the buyer again had taken off his debt is owed as before.
    """
    owe_again(locked(returning).case_id, by=by, at=at)
    returning = reviewing.reject(returning, reason, seen=seen, by=by, at=at)
    refund = refund_of_case(returning.case_id)
    if refund:
        revoke_refund(refund, by=by, at=at)
    if returning.kind == Kind.EXCHANGE:
        exchange.end_early(returning, by=by, at=at)
    else:
        hand_over(returning.case, Outcome.ENDED_EARLY, by=by, at=at)
    return returning


@whole()
def refuse_goods(
    returning: Return,
    counts: Sequence[Counted],
    reason: str,
    *,
    photos: Sequence[StoredFile] = (),
    by: Actor,
    at: datetime,
) -> Return:
    """Nothing of what came is accepted; the case ends."""
    if returning.state != State.RECEIVED:
        returning = docking.receive(returning, by=by, at=at)
    stood = standing_of(returning)
    check_count_possible(stood, accepts_all=False)
    returning = docking.refuse(stood.returning, counts, reason, photos=photos, is_paid=stood.is_paid, by=by, at=at)
    return _end(stood, returning, Owing(OverpaidCause.REFUSED), by=by, at=at)


@whole()
def cancel(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The buyer gives up; the case ends."""
    stood = standing_of(returning)
    check_not_paid(stood)
    returning = sending.cancel(stood.returning, by=by, at=at)
    return _end(stood, returning, Owing(OverpaidCause.NEVER_CAME), by=by, at=at)


@whole()
def lapse(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The goods never came; the case ends, and money that went ahead is owed."""
    stood = standing_of(returning)
    check_count_possible(stood, accepts_all=False)
    returning = sending.lapse(stood.returning, is_paid=stood.is_paid, by=by, at=at)
    return _end(stood, returning, Owing(OverpaidCause.NEVER_CAME), by=by, at=at)


@whole()
def lose(returning: Return, reason: str, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """The parcel is given up as lost, and who lost the goods owes them: a buyer who was paid keeps his money, and one
    whose parcel others lost is served as if it had come. What nobody but the buyer ever had ends the return.
    """
    stood, owing = standing_of(returning), lost_by(returning.case_id)
    owed = lock_debts(returning)
    check_count_possible(stood, accepts_all=False)
    if owing.debtor == Debtor.BUYER or stood.is_paid:
        returning = sending.lose(stood.returning, reason, is_paid=stood.is_paid, seen=seen, by=by, at=at)
        return _end(stood, returning, owing, by=by, at=at)
    loser = LostBy(owing.debtor, owing.debtor_name)
    returning = sending.make_good(stood.returning, reason, loser, seen=seen, by=by, at=at)
    if returning.kind == Kind.EXCHANGE:
        return _swap(returning, owed, by=by, at=at)
    return _meet(stood, returning, owed, by=by, at=at)


def _swap(returning: Return, owed: list[OverpaidPart], *, by: Actor, at: datetime) -> Return:
    """Bring goods together with goods, once what they give back neither in goods nor in money fell off the debt."""
    take_debts_off(returning, owed, by=by, at=at)
    return exchange.after_count(returning, by=by, at=at)


def _meet(stood: Standing, returning: Return, owed: list[OverpaidPart], *, by: Actor, at: datetime) -> Return:
    """Bring goods together with money: what gifts had cost, what the buyer owes for them, and what goes back."""
    if not stood.waits:
        meet_again(stood, returning, by=by, at=at)
        take_debts_off(returning, owed, by=by, at=at)
        return Return.objects.get(pk=returning.pk)
    returning = give_gifts_back(returning, by=by, at=at)
    off = take_debts_off(returning, owed, by=by, at=at)
    meet_again(stood, returning, took_off=bool(off), by=by, at=at)
    return Return.objects.get(pk=returning.pk) if stood.refund or off or returning.lost_by else returning


def _end(stood: Standing, returning: Return, owing: Owing, *, by: Actor, at: datetime) -> Return:
    """Close the case; who had new goods for old ones that do not come owes these, and it stays open."""
    if returning.state == State.GOODS_OWED:
        return exchange.after_owing(returning, by=by, at=at)
    if returning.kind == Kind.EXCHANGE:
        exchange.end_early(returning, by=by, at=at)
    else:
        part(stood, owing, by=by, at=at)
    return returning


def _accepts_all(returning: Return, counts: Sequence[Counted]) -> bool:
    """Whether the count leaves the money as it is."""
    accepted = {count.line_id: count.accepted for count in counts}
    is_all = all(accepted.get(line.pk) == line.quantity for line in lines_of(returning))
    return is_all and not gifts_short(returning, accepted)
