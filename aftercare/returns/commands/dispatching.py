"""Goods from the shelf that leave after sale: asked for, released, picked, scanned and sent, received.

A dispatch belongs to a case. `flow.dispatching` moves what hangs on it; who locks both locks the return first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import check_version, locked, move
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.parcels.commands.telling import Told, correct_parcel, tell_parcel
from aftercare.parcels.terms import Direction
from aftercare.returns.commands.parcels import checked_parcel
from aftercare.returns.lifecycle import DISPATCH
from aftercare.returns.models import Dispatch, DispatchLine, Fetch, Return, StockRecord
from aftercare.returns.queries.detail import policy_of
from aftercare.returns.queries.dispatching import lines_of_dispatch, may_make_dispatch, open_dispatch
from aftercare.returns.terms import DispatchPurpose, DispatchState, FetchState, Hold, StockKind, ToSend
from aftercare.rows.whole import whole


class NothingToSend(DomainError):
    """A dispatch without goods."""

    code = "nothing_to_send"


MOST_GIFTS = 10
"""Pieces of one gift; more would be a slip of the finger."""


class WrongGoods(DomainError):
    """What was scanned is not what shall be sent."""

    code = "wrong_goods"


@dataclass(frozen=True)
class Plan:
    """Why goods leave, from when on the buyer wants them, and what they wait for."""

    purpose: DispatchPurpose
    deliver_on: date | None = None
    hold: Hold = Hold.NOTHING


@whole()
def prepare_dispatch(case: Case, goods: Sequence[ToSend], plan: Plan, *, by: Actor, at: datetime) -> Dispatch:
    """Ask the warehouse to send goods to the case's address; one dispatch at a time is open on a case."""
    if not goods:
        raise NothingToSend(_("There is nothing to send."))
    count = Dispatch.objects.filter(case=case).count()
    dispatch = Dispatch.objects.create(
        case=case,
        number=f"{case.number}-{count + 1}",
        purpose=plan.purpose,
        merchant_id=case.merchant_id,
        customer_id=case.customer_id,
        hold=plan.hold,
        asked_at=at,
        deliver_on=plan.deliver_on,
        recipient=case.contact,
        phone=case.phone,
        address=case.address,
        state=DispatchState.HELD if plan.hold else DispatchState.TO_PICK,
        state_since=at,
    )
    DispatchLine.objects.bulk_create(_line(dispatch, one) for one in goods)
    after = {"state": dispatch.state, "hold": plan.hold, "lines": [[one.sku, one.quantity] for one in goods]}
    record(Fact("returns.dispatch.ask", dispatch.label, by, at, stream=dispatch.stream, after=after))
    return dispatch


@whole()
def add_gift(case: Case, gift: ToSend, words: str, *, by: Actor, at: datetime) -> Dispatch:
    """Let a small gift come along with what leaves on the case, or alone when nothing does [RET-16]."""
    if not by.may(Right.RETURNS_NOTE) or not by.serves(case.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    if not gift.sku.strip() or not gift.name.strip() or not 0 < gift.quantity <= MOST_GIFTS or not words.strip():
        raise NothingToSend(_("Say what comes along, how many, and what the apology is for."), field="words")
    locked(Return.objects.get(case=case))  # of two gifts at once the second comes along with the first
    going = open_dispatch(case.pk)
    if going is None:
        dispatch = prepare_dispatch(case, [gift], Plan(DispatchPurpose.GIFT), by=by, at=at)
    else:
        dispatch = locked(going)
        DISPATCH.target("call_off", dispatch.state)  # what has not left yet
        DispatchLine.objects.bulk_create([_line(dispatch, gift)])
    after = {"lines": [[gift.sku, gift.quantity]]}
    fact = Fact("returns.dispatch.gift", dispatch.label, by, at, dispatch.stream, {}, after, words.strip()[:300])
    record(fact)
    return dispatch


def release_dispatch(dispatch: Dispatch, *, by: Actor, at: datetime) -> Dispatch:
    """Tell the warehouse that it may send: what it waited for is there."""
    check_dispatch_right(by, "release", dispatch)
    return move(dispatch, "release", DISPATCH, by=by, at=at, hold="")


def let_go(dispatch: Dispatch, hold: Hold, *, by: Actor, at: datetime) -> Dispatch:
    """Nothing more is waited for than `hold`; without any the warehouse may begin."""
    dispatch = locked(dispatch)
    if dispatch.state != DispatchState.HELD:
        return dispatch
    if not hold:
        return move(dispatch, "release", DISPATCH, by=by, at=at, hold="")
    before, after = {"hold": dispatch.hold}, {"hold": hold}
    dispatch.hold = hold
    dispatch.save(update_fields=["hold"])
    record(Fact("returns.dispatch.wait", dispatch.label, by, at, dispatch.stream, before, after))
    return dispatch


@whole()
def pick(dispatch: Dispatch, *, seen: int | None = None, by: Actor, at: datetime) -> Dispatch:
    """Somebody fetches the goods from the shelf; nobody else need."""
    check_dispatch_right(by, "pick", dispatch)
    dispatch = locked(dispatch)
    check_version(dispatch, seen)
    return move(dispatch, "pick", DISPATCH, by=by, at=at, picked_at=at, picked_by=by.key, picked_by_name=by.name)


def put_back(dispatch: Dispatch, *, seen: int | None = None, by: Actor, at: datetime) -> Dispatch:
    """Picked, and not to be sent yet: somebody else may pick it again."""
    check_dispatch_right(by, "put_back", dispatch)
    dispatch = locked(dispatch)
    check_version(dispatch, seen)
    return move(dispatch, "put_back", DISPATCH, by=by, at=at, picked_at=None, picked_by="", picked_by_name="")


@dataclass(frozen=True)
class Packed:
    """The parcel as it leaves, and how many pieces of which code were scanned into it."""

    carrier: str
    tracking_number: str
    scanned: Mapping[str, int]


@whole()
def send_out(dispatch: Dispatch, packed: Packed, *, seen: int | None = None, by: Actor, at: datetime) -> Dispatch:
    """The parcel leaves; each article is written down as stock-out. Refused when other goods were scanned."""
    check_dispatch_right(by, "send_out", dispatch)
    dispatch = locked(dispatch)
    check_version(dispatch, seen)
    DISPATCH.target("send_out", dispatch.state)
    lines = list(lines_of_dispatch(dispatch))
    _check_scanned(lines, packed.scanned)
    carrier, tracking_number = checked_parcel(packed.carrier, packed.tracking_number)
    is_fetched = Fetch.objects.filter(case=dispatch.case_id).exclude(state=str(FetchState.CALLED_OFF)).exists()
    days = None if is_fetched else policy_of(dispatch.merchant_id).confirm_days
    _write_stock_out(dispatch, lines, by=by, at=at)
    sent = Told(carrier, tracking_number, Direction.OUT, freight_by_us=True)
    tell_parcel(dispatch.case, sent, with_move=True, by=by, at=at)
    return move(
        dispatch,
        "send_out",
        DISPATCH,
        by=by,
        at=at,
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_at=at,
        shipped_by=by.key,
        shipped_by_name=by.name,
        confirm_due_on=None if days is None else timezone.localdate(at) + timedelta(days=days),
    )


@whole()
def correct_dispatch(dispatch: Dispatch, carrier: str, tracking_number: str, *, by: Actor, at: datetime) -> Dispatch:
    """Put a mistyped carrier or number of what was sent right."""
    check_dispatch_right(by, "correct_tracking", dispatch)
    carrier, tracking_number = checked_parcel(carrier, tracking_number)
    dispatch = locked(dispatch)
    DISPATCH.target("correct_tracking", dispatch.state)
    told = Told(carrier, tracking_number, Direction.OUT, freight_by_us=True)
    correct_parcel(dispatch.case, dispatch.tracking_number, told, by=by, at=at)
    return move(dispatch, "correct_tracking", DISPATCH, by=by, at=at, carrier=carrier, tracking_number=tracking_number)


def confirm_receipt(dispatch: Dispatch, *, by: Actor, at: datetime) -> Dispatch:
    """The buyer has the goods, as he says himself, a colleague says for him, or the time for saying so has passed."""
    check_dispatch_right(by, "confirm", dispatch)
    return move(dispatch, "confirm", DISPATCH, by=by, at=at, confirmed_at=at, confirmed_by=by.key)


def call_off_open(case_id: int, *, by: Actor, at: datetime) -> None:
    """What has not left yet shall not leave."""
    dispatch = open_dispatch(case_id)
    if dispatch:
        move(dispatch, "call_off", DISPATCH, by=by, at=at, hold="")


@whole()
def agree_day(returning: Return, day: date, *, by: Actor, at: datetime) -> Return:
    """Note the day on which the buyer wants the new goods; it may change until they have left."""
    if not (by.may(Right.RETURNS_NOTE) and by.serves(returning.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    if day < timezone.localdate(at):
        raise NothingToSend(_("Choose a day from today on."), field="day")
    returning = locked(returning)
    before = {"deliver_on": returning.deliver_on}
    returning.deliver_on = day
    returning.save(update_fields=["deliver_on"])
    dispatch = open_dispatch(returning.case_id)
    if dispatch:
        Dispatch.objects.filter(pk=dispatch.pk).update(deliver_on=day)
    fact = Fact("returns.return.agree_day", returning.label, by, at, returning.stream, before, {"deliver_on": day})
    record(fact)
    return returning


def note_order(dispatch: Dispatch, order: Order) -> Dispatch:
    """Keep which order the goods have become."""
    Dispatch.objects.filter(pk=dispatch.pk).update(order=order)
    dispatch.order = order
    return dispatch


def check_dispatch_right(by: Actor, action: str, dispatch: Dispatch) -> None:
    """Refuse when the actor has none of the rights for the move, or has it for other merchants or buyers only."""
    if not may_make_dispatch(by, action, dispatch):
        raise NotAllowed(_("You do not have the right to do this."))


def _check_scanned(lines: Iterable[DispatchLine], scanned: Mapping[str, int]) -> None:
    wanted: Counter[str] = Counter()
    for line in lines:
        wanted[line.sku.upper()] += line.quantity
    found: Counter[str] = Counter()
    for sku, pieces in scanned.items():
        found[sku.strip().upper()] += pieces
    for sku in [*wanted, *found]:
        if wanted[sku] != found[sku]:
            sentence = _("“%(sku)s”: %(found)d scanned, %(wanted)d to send.")
            raise WrongGoods(sentence, field="scanned", sku=sku, found=found[sku], wanted=wanted[sku])


def _write_stock_out(dispatch: Dispatch, lines: Sequence[DispatchLine], *, by: Actor, at: datetime) -> None:
    returning = Return.objects.only("pk", "number").get(case=dispatch.case_id)
    StockRecord.objects.bulk_create(
        StockRecord(
            kind=StockKind.GIFT_OUT if line.is_gift else StockKind.AFTER_SALES_OUT,
            returning=returning,
            dispatch_line=line,
            case_number=returning.number,
            merchant_id=dispatch.merchant_id,
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            at=at,
            operator=by.key,
            operator_name=by.name,
        )
        for line in lines
    )


def _line(dispatch: Dispatch, one: ToSend) -> DispatchLine:
    return DispatchLine(
        dispatch=dispatch,
        return_line_id=one.line_id,
        sku=one.sku,
        name=one.name,
        quantity=one.quantity,
        price_minor=one.price_minor,
        is_gift=one.is_gift,
    )
