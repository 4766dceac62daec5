"""The request: what the buyer wants to send back, and whether it is in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.cases.terms import Kind
from aftercare.catalog.models import Reason
from aftercare.clocks.commands.following import begin
from aftercare.files.models import StoredFile
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.orders.commands.account import ask_all_back, call_all_off, lock_lines
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries.late import was_shipped_late
from aftercare.org.rights import Right
from aftercare.returns.commands.deciding import Request, decide_request
from aftercare.returns.commands.fees import FeeConsent, agreed_words, keep_taken
from aftercare.returns.commands.first_return import is_first_return
from aftercare.returns.commands.swapping import price_of, write_replacement
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Evidence, Return, ReturnLine
from aftercare.returns.queries.detail import asked_and_undecided, policy_of
from aftercare.returns.queries.gifts import goods_and_gifts
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.queries.promises import as_promised
from aftercare.returns.rules.amounts import asked_amount
from aftercare.returns.rules.deciding import open_window
from aftercare.returns.rules.window import SECOND_PARCEL, Window
from aftercare.returns.terms import SHOWN_OF, WITHOUT_GOODS, State, Wanted
from aftercare.rows.commands import add, new_id, together


class WindowOver(DomainError):
    """The last day for returns has passed."""

    code = "window_over"


class NothingWanted(DomainError):
    """A return needs at least one piece of the order."""

    code = "nothing_wanted"


class NotShipped(DomainError):
    """Goods that never left cannot come back."""

    code = "not_shipped"


class NotPaid(DomainError):
    """Nothing was paid yet, so nothing can go back."""

    code = "not_paid"


class ShippedAlready(Conflict):
    """The goods left already: they have to come back before money does."""

    code = "shipped_already"


class BadReason(DomainError):
    """The reason is hidden, or belongs to another kind of case."""

    code = "bad_reason"


class KnownReference(Conflict):
    """The return stands here already under the shop's own number."""

    code = "known_reference"


@dataclass(frozen=True)
class Application:
    """What the buyer asks for. `window_override` is a colleague's reason to let in a late request, or excluded goods.

    `is_doa`: an exchange for goods that were defective when unpacked; `deliver_on` is the day the buyer wants the new.
    `fee_consent` is the buyer's word on the merchant's service fee; without it none is taken.
    `shop_reference` is the number under which the shop's own books hold this return already; it is taken over once.
    `first_asked_on`: these are goods of an earlier return that come in a second parcel; they were asked for with it, on
    that day, and by the rules of that day. `paid_ahead`, by order line in minor units, was paid for them already.
    """

    wanted: Sequence[Wanted]
    reason: Reason
    remark: str = ""
    not_received: bool = False
    photos: Sequence[StoredFile] = field(default_factory=tuple)
    window_override: str = ""
    ignore_window: bool = False
    shop_reference: str = ""
    is_doa: bool = False
    deliver_on: date | None = None
    fee_consent: FeeConsent | None = None
    first_asked_on: date | None = None
    paid_ahead: Mapping[int, int] = field(default_factory=dict)


def check_application(order: Order, application: Application, *, kind: str, by: Actor, at: datetime) -> Window:
    """The window's decision; raises a refusal when the request cannot be accepted at all."""
    _check_asker(order, by)
    if application.reason.kind != kind or not (application.reason.is_shown or application.shop_reference):
        raise BadReason(_("Choose one of the reasons on offer."), field="reason")
    if not application.wanted:
        raise NothingWanted(_("Choose at least one piece to send back."), field="lines")
    _check_reference(order, application.shop_reference)
    if kind == Kind.REFUND_ONLY:
        return _before_shipping(order)
    if order.shipped_at is None:
        raise NotShipped(_("This order has not been shipped yet, so nothing can be sent back."), field="order")
    return _window(order, application, by=by, asked_on=timezone.localdate(at))


@together()
def submit(case: Case, order: Order, application: Application, window: Window, *, by: Actor, at: datetime) -> Return:
    """Write the request down and reserve the pieces; raises TooManyPieces when fewer are left with the buyer."""
    lines = _reserve(order, application, kind=case.kind)
    asked = sum(line.asked_minor for line in lines)
    is_first = is_first_return(case, by=by, at=at)
    lets_in = bool(application.window_override.strip()) and by.may(Right.RETURNS_WINDOW_OVERRIDE)
    decision, decided = decide_request(
        Request(
            case.kind,
            order,
            lines,
            application.reason,
            window,
            application.fee_consent,
            as_on=application.first_asked_on,
            is_taken_over=bool(application.shop_reference),
        ),
        is_first=is_first,
        lets_in=lets_in,
        by=by,
        at=at,
    )
    amount = sum(line.amount_minor for line in lines)
    swap = _swap(lines, application) if case.kind == Kind.EXCHANGE else {}
    returning = Return(
        pk=new_id(Return),
        case=case,
        kind=case.kind,
        number=case.number,
        order=order,
        order_number=order.number,
        shop_reference=application.shop_reference,
        ordered_at=order.ordered_at,
        merchant_id=order.merchant_id,
        customer=order.customer,
        reason=application.reason,
        remark=application.remark.strip()[:1000],
        goods=_goods(lines),
        not_received=application.not_received,
        applied_at=at,
        applied_by=by.key,
        window_rule=window.rule,
        window_ends_on=window.ends_on,
        window_override=application.window_override.strip()[:300],
        freight_payer=decision.freight_payer if case.kind not in WITHOUT_GOODS else "",
        decided=decided,
        currency=order.currency,
        asked_minor=asked,
        amount_minor=amount,
        consent=agreed_words(decision, application.fee_consent),
        is_business=order.is_business,
        shipped_late=was_shipped_late(order, at=at),
        state=State.SUBMITTED,
        state_since=at,
        **swap,
    )
    # The database computes it from the same table; said here, it need not be asked.
    returning.shown = SHOWN_OF[State.SUBMITTED]
    returning.known_lines = lines
    for line in lines:
        line.returning = returning
    # What is promised from the request on; mostly nothing.
    returning.due_at = begin(returning.matter, lifecycle_of(returning.kind), returning.state, at=at)
    add(returning, *lines, *(Evidence(returning=returning, file=photo, added_at=at) for photo in application.photos))
    keep_taken(returning, lines, decision, application.fee_consent, by=by, at=at)
    after = {"state": State.SUBMITTED, "asked_minor": asked, "lines": [[line.sku, line.quantity] for line in lines]}
    after |= {"freight_payer": returning.freight_payer} if returning.freight_payer else {}
    record(Fact("returns.return.submit", returning.label, by, at, stream=returning.stream, after=after))
    return returning


def start_clocks(returning: Return, *, at: datetime) -> None:
    """What is promised from the request on; a return without a promise is not written a second time."""
    returning.due_at = begin(returning.matter, lifecycle_of(returning.kind), returning.state, at=at)
    if returning.due_at:
        returning.save(update_fields=["due_at"])


def _check_asker(order: Order, by: Actor) -> None:
    """A buyer asks for his own orders, a colleague or a machine for those of the merchants it serves."""
    is_own = by.customer == order.customer_id and by.may(Right.OWN_CASES)
    if not is_own and not (by.may(Right.RETURNS_OPEN) and by.serves(order.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))


def _before_shipping(order: Order) -> Window:
    """A refund without goods is for what was paid and not sent; no window runs before anything was received."""
    if order.shipped_at:
        raise ShippedAlready(
            _("This order has been shipped. Ask for a return: the money goes back once the goods are here."),
            field="order",
        )
    if order.paid_at is None:
        raise NotPaid(_("This order has not been paid yet, so there is nothing to give back."), field="order")
    return Window(True, None, "not_shipped")


def _check_reference(order: Order, reference: str) -> None:
    if reference and Return.objects.filter(merchant=order.merchant_id, shop_reference=reference).exists():
        raise KnownReference(_("The shop's return %(reference)s is here already."), reference=reference)


def _window(order: Order, application: Application, *, by: Actor, asked_on: date) -> Window:
    if application.first_asked_on:
        return Window(True, None, SECOND_PARCEL)
    if application.ignore_window:
        return Window(True, None, "window_ignored")
    signed_on = timezone.localdate(order.signed_at) if order.signed_at else None
    terms = terms_of(policy_of(order.merchant_id), order.shop_id)
    window = open_window(terms, signed_on=signed_on, asked_on=asked_on)
    window = as_promised(window, order, lines=[want.line_id for want in application.wanted], asked_on=asked_on)
    if window.is_open:
        return window
    if not application.window_override.strip():
        raise WindowOver(_("The time to return this order ended on %(date)s."), field="order", date=window.ends_on)
    if not by.may(Right.RETURNS_WINDOW_OVERRIDE):
        raise NotAllowed(_("You do not have the right to accept a late return."))
    return Window(True, window.ends_on, "overridden")


def _reserve(order: Order, application: Application, *, kind: str) -> list[ReturnLine]:
    pieces = {want.line_id: want.quantity for want in application.wanted}
    if len(pieces) != len(application.wanted):
        raise NothingWanted(_("Name each line once."), field="lines")
    if kind == Kind.REFUND_ONLY:
        pieces |= _gifts_left_over(order, pieces)
    accounts = lock_lines(list(pieces))
    waiting = asked_and_undecided(accounts)
    if any(pk not in accounts or accounts[pk].order_id != order.pk or accounts[pk].is_freight for pk in pieces):
        raise NothingWanted(_("One of the lines is not part of this order."), field="lines")
    ahead = application.paid_ahead
    lines = [_line(accounts[pk], count, waiting.get(pk, 0), ahead.get(pk, 0)) for pk, count in pieces.items()]
    if kind == Kind.REFUND_ONLY:
        call_all_off(accounts, pieces)
    else:
        ask_all_back(accounts, pieces)
    return lines


def _gifts_left_over(order: Order, pieces: Mapping[int, int]) -> dict[int, int]:
    """Gifts that nobody sends once these pieces are called off: they go with the last goods of the order."""
    lines = lock_lines(goods_and_gifts(order.pk))
    left = {pk: one.quantity - one.goods_out - one.goods_called_off for pk, one in lines.items()}
    if any(left[pk] > pieces.get(pk, 0) for pk, one in lines.items() if not one.is_gift):
        return {}
    return {pk: left[pk] for pk, one in lines.items() if one.is_gift and left[pk] and pk not in pieces}


def _line(account: OrderLine, count: int, waiting_minor: int, paid_ahead_minor: int) -> ReturnLine:
    """The pieces and their worth, seen before they are reserved; `waiting_minor` is asked for in other requests.

    Without it, requests that come after a cancelled one could together ask for a cent more than was paid.
    """
    asked = asked_amount(
        paid=account.paid_minor,
        quantity=account.quantity,
        asked_before=account.goods_asked + account.goods_called_off,
        granted=account.granted_minor + waiting_minor,
        count=count,
        paid_ahead=paid_ahead_minor,
    )
    return ReturnLine(
        pk=new_id(ReturnLine),
        order_line=account,
        sku=account.sku,
        name=account.name,
        unit_price_minor=account.unit_price_minor,
        quantity=count,
        asked_minor=asked,
        amount_minor=asked,
    )


def _swap(lines: Sequence[ReturnLine], application: Application) -> dict[str, Any]:
    """What an exchange adds: the wanted goods on each line, and what they cost together."""
    wanted = {want.line_id: want.new for want in application.wanted}
    for line in lines:
        write_replacement(line, wanted[line.order_line_id])
    return {
        "price_minor": sum(price_of(line, line.quantity) for line in lines),
        "is_doa": application.is_doa,
        "deliver_on": application.deliver_on,
    }


def _goods(lines: Sequence[ReturnLine]) -> str:
    return ", ".join(line.name for line in lines)[:200]
