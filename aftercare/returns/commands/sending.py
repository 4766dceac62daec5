"""The goods on their way back: pick-up, tracking number, giving up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.moves.commands import check_version, locked, move
from aftercare.orders.commands.account import lock_lines
from aftercare.parcels.commands.pickups import Asked, book, change, end_pickup, note_fetched
from aftercare.parcels.commands.telling import Told, correct_parcel, tell_parcel
from aftercare.parcels.models import Carrier
from aftercare.parcels.queries.pickups import fetching_carrier, fetching_of
from aftercare.parcels.queries.seen import was_seen
from aftercare.parcels.rules.fetching import Fetching, fault_in_day
from aftercare.returns.commands.fees import keep_gifts
from aftercare.returns.commands.gifts import charge_for_gifts, settle_money
from aftercare.returns.commands.granting import release
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.commands.parcels import BadParcel, checked_parcel
from aftercare.returns.commands.telling import amounts_told
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.queries.freight import way_back_of
from aftercare.returns.queries.gifts import lines_with_gifts
from aftercare.returns.rules.window import is_given_up, is_overdue
from aftercare.returns.terms import Method, State
from aftercare.rows.whole import whole

PICKUP_DAYS_AHEAD = 30
"""How far ahead a courier may be booked: a return with a booked courier does not lapse before he has come."""


class NewGoodsGone(Conflict):
    """The new goods of an exchange have left, so it cannot be undone any more."""

    code = "new_goods_gone"


class NoPickup(DomainError):
    """No courier fetches for this return address, or not on that day."""

    code = "no_pickup"


def lock_returns_of(case_ids: Iterable[int]) -> dict[int, Return]:
    """The returns of cases, by case id, locked in one order until the transaction ends."""
    rows = Return.objects.select_for_update(of=("self",), no_key=True).filter(case__in=list(case_ids))
    return {row.case_id: row for row in rows.order_by("pk")}


@dataclass(frozen=True)
class Parcel:
    """What the buyer tells about the parcel."""

    carrier: str
    tracking_number: str
    method: Method = Method.OWN


@dataclass(frozen=True)
class LostBy:
    """Who lost a parcel, and the carrier's name."""

    who: str
    name: str = ""


@whole()
def book_pickup(returning: Return, day: date, span: str = "", *, by: Actor, at: datetime) -> Return:
    """Have the goods fetched, where the return address offers it, on a day and in a span that the carrier offers."""
    check_right(by, "book_pickup", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("book_pickup", returning.state)
    carrier = _check_offer(returning, day, span, at=at)
    book(returning.case, Asked(day, span, carrier), by=by, at=at)
    return move(
        returning, "book_pickup", lifecycle_of(returning.kind), by=by, at=at, method=Method.PICKUP, pickup_on=day
    )


@whole()
def change_pickup(returning: Return, day: date, span: str = "", *, by: Actor, at: datetime) -> Return:
    """Another day or span for a courier who is booked; the confirmation number stays."""
    check_right(by, "change_pickup", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("change_pickup", returning.state)
    carrier = _check_offer(returning, day, span, at=at)
    change(returning.case, Asked(day, span, carrier), by=by, at=at)
    return move(returning, "change_pickup", lifecycle_of(returning.kind), by=by, at=at, pickup_on=day)


@whole()
def call_off_pickup(returning: Return, *, by: Actor, at: datetime) -> Return:
    """No courier after all: another one may be booked, or the buyer sends the parcel himself."""
    return _without_courier(returning, "call_off_pickup", "call_off", "", by=by, at=at)


@whole()
def miss_pickup(returning: Return, remark: str = "", *, by: Actor, at: datetime) -> Return:
    """The courier did not come, or found nobody: another one may be booked, or the buyer sends the parcel himself."""
    day = returning.pickup_on
    if day is None or day > timezone.localdate(at):
        raise NoPickup(_("The day of the pick-up has not come yet."), field="remark")
    return _without_courier(returning, "miss_pickup", "miss", remark, by=by, at=at)


def _without_courier(returning: Return, action: str, end: str, remark: str, *, by: Actor, at: datetime) -> Return:
    check_right(by, action, returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target(action, returning.state)
    end_pickup(returning.case_id, end, remark, by=by, at=at)
    note = remark.strip()[:300]
    return move(returning, action, lifecycle_of(returning.kind), by=by, at=at, note=note, method="", pickup_on=None)


def _check_offer(returning: Return, day: date, span: str, *, at: datetime) -> Carrier | None:
    """The carrier whose courier comes; raises NoPickup when none does on that day."""
    if returning.return_address is None or not returning.return_address.offers_pickup:
        raise NoPickup(_("No courier picks up for this return address; send the parcel yourself."), field="day")
    carrier, today = fetching_carrier(), timezone.localdate(at)
    fetching = fetching_of(carrier) if carrier else Fetching(from_days=1, until_days=PICKUP_DAYS_AHEAD)
    fault = fault_in_day(day, span, today, fetching)
    if fault:
        latest = today + timedelta(days=fetching.until_days)
        raise NoPickup(fault.sentence, field=fault.field, latest=latest)
    return carrier


@whole()
def ship(returning: Return, parcel: Parcel, *, by: Actor, at: datetime) -> Return:
    """The parcel is on its way; carrier and number let the dock expect it. A booked pick-up stays a pick-up."""
    check_right(by, "ship", returning)
    returning = locked(returning)
    carrier, number = _checked(parcel)
    method = returning.method or _method(returning, parcel)
    lifecycle_of(returning.kind).target("ship", returning.state)
    by_us = way_back_of(returning).is_ours
    told = tell_parcel(returning.case, Told(carrier, number, freight_by_us=by_us), with_move=True, by=by, at=at)
    note_fetched(returning.case_id, by=by, at=at)
    return move(
        returning,
        "ship",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        method=method,
        carrier=told.carrier_name,
        tracking_number=number,
        shipped_at=at,
        unseen_at=None,
    )


@whole()
def carried_off(
    returning: Return, carrier: str, number: str, *, since: datetime, method: str = "", by: Actor, at: datetime
) -> Return:
    """Somebody other than the buyer has the parcel: it is on its way since then, whoever forgot to say so.

    Nothing changes when it is on its way already, has come, or the return has ended.
    """
    returning = locked(returning)
    if "ship" not in lifecycle_of(returning.kind).actions(returning.state):
        return returning
    by_itself = Method.REFUSED_DELIVERY if returning.not_received else Method.OWN
    return move(
        returning,
        "ship",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        method=method or returning.method or by_itself,
        carrier=carrier,
        tracking_number=number,
        shipped_at=since,
        unseen_at=None,
    )


def taken_home(returning: Return, *, note: str, by: Actor, at: datetime) -> Return:
    """A service point gave the goods back to the buyer: they are to be sent again, or kept and the return cancelled."""
    return move(
        returning, "take_home", lifecycle_of(returning.kind), by=by, at=at, note=note,
        method="", carrier="", tracking_number="", shipped_at=None,
    )  # fmt: skip


@whole()
def add_parcel(returning: Return, parcel: Parcel, *, by: Actor, at: datetime) -> Return:
    """One more parcel with goods of the same return."""
    check_right(by, "correct_tracking", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("correct_tracking", returning.state)
    carrier, number = _checked(parcel)
    tell_parcel(returning.case, Told(carrier, number), by=by, at=at)
    return returning


@whole()
def correct_tracking(returning: Return, parcel: Parcel, *, by: Actor, at: datetime) -> Return:
    """Put a mistyped carrier or number right."""
    check_right(by, "correct_tracking", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("correct_tracking", returning.state)
    carrier, number = _checked(parcel)
    told = correct_parcel(returning.case, returning.tracking_number, Told(carrier, number), by=by, at=at)
    return move(
        returning,
        "correct_tracking",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        carrier=told.carrier_name,
        tracking_number=number,
    )


@whole()
def cancel(returning: Return, *, by: Actor, at: datetime) -> Return:
    """The buyer no longer wants to send anything back; what was promised and reserved is set free."""
    check_right(by, "cancel", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("cancel", returning.state)
    if gone_dispatch(returning.case_id):
        raise NewGoodsGone(_("The new goods have left already, so the old ones have to come back."))
    release(returning, by=by, at=at)
    end_pickup(returning.case_id, "call_off", "", by=by, at=at)
    return move(returning, "cancel", lifecycle_of(returning.kind), by=by, at=at)


@whole()
def lapse(returning: Return, *, is_paid: bool = False, by: Actor, at: datetime) -> Return:
    """The goods never came in the time the policy gives; what was promised and reserved is set free, money that was
    sent ahead (`is_paid`) stands.

    Whoever had the new goods of an exchange in advance owes the old ones, or their worth.
    """
    returning = locked(returning)
    lifecycle_of(returning.kind).target("lapse", returning.state)
    _check_late(returning, at=at)
    end_pickup(returning.case_id, "miss", "", by=by, at=at)
    if gone_dispatch(returning.case_id):
        return move(returning, "owe", lifecycle_of(returning.kind), by=by, at=at)
    release(returning, keeps_promise=is_paid, by=by, at=at)
    return move(returning, "lapse", lifecycle_of(returning.kind), by=by, at=at)


@whole()
def lose(
    returning: Return, reason: str, *, is_paid: bool = False, seen: int | None = None, by: Actor, at: datetime
) -> Return:
    """Nobody expects the parcel any more, and nobody but the buyer had it; what was promised and reserved is set free,
    money that was sent ahead (`is_paid`) stands. Whoever had the new goods of an exchange owes the old ones.
    """
    why = _why_lost(returning, reason, seen, by=by)
    returning = locked(returning)
    if gone_dispatch(returning.case_id):
        return move(returning, "owe", lifecycle_of(returning.kind), by=by, at=at, note=why)
    release(returning, keeps_promise=is_paid, by=by, at=at)
    return move(returning, "lose", lifecycle_of(returning.kind), by=by, at=at, note=why)


@whole()
def make_good(
    returning: Return, reason: str, lost_by: LostBy, *, seen: int | None = None, by: Actor, at: datetime
) -> Return:
    """Nobody expects the parcel any more, and it was not the buyer who lost it: he is served as if it had come.

    What was in it cost nothing, gifts among it; gifts that he kept cost what they would have cost at the count.
    """
    why = _why_lost(returning, reason, seen, by=by)
    returning = locked(returning)
    amounts = {} if returning.kind == Kind.EXCHANGE else _settle_as_if_come(returning, by=by, at=at)
    return move(
        returning,
        "make_good",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        note=why,
        lost_by=lost_by.who,
        lost_by_name=lost_by.name[:120],
        **amounts,
    )


def _settle_as_if_come(returning: Return, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Take off what gifts cost that were not in the parcel; what changes of the return with it."""
    lines = lines_of(returning)
    lock_lines(lines_with_gifts(returning, lines))
    accepted = {line.pk: line.quantity for line in lines}
    charge = charge_for_gifts(returning, lines, accepted)
    if not charge.minor:
        return {}
    total = settle_money(returning, lines, accepted, charge.minor)
    ReturnLine.objects.bulk_update(lines, ["amount_minor"])
    keep_gifts(returning, charge, by=by, at=at)
    return {"amount_minor": total, "told": amounts_told(returning)}


def _why_lost(returning: Return, reason: str, seen: int | None, *, by: Actor) -> str:
    """The reason, when who asks may give this parcel up."""
    check_right(by, "lose", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("lose", returning.state)
    check_duty(returning, "lose", by=by)
    return words(reason, field="reason", for_buyer=False)


def _check_late(returning: Return, *, at: datetime) -> None:
    """Goods that were not sent lapse with their day; those that are said to be sent when nobody has seen them."""
    if returning.state == State.IN_TRANSIT:
        if not is_given_up(asked_at=returning.unseen_at, was_seen=was_seen(returning.case_id), at=at):
            raise BadParcel(_("The parcel may still come."))
    elif not is_overdue(due_on=returning.goods_due_on, pickup_on=returning.pickup_on, on=timezone.localdate(at)):
        raise BadParcel(_("The goods are not overdue yet."))


def _method(returning: Return, parcel: Parcel) -> Method:
    """A parcel refused at the door is one that the buyer never received (RET-46)."""
    if parcel.method == Method.REFUSED_DELIVERY and not returning.not_received:
        raise BadParcel(_("Only goods that have not been received yet can be refused at the door."), field="method")
    return parcel.method


def _checked(parcel: Parcel) -> tuple[str, str]:
    return checked_parcel(parcel.carrier, parcel.tracking_number)
