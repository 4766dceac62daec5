"""Operations review: amount, return address, decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.moves.commands import check_version, locked, move
from aftercare.orders.commands.account import (
    AboveCeiling,
    goods_went_out_again,
    grant,
    lock_lines,
    reduce_grant,
    release_pieces,
    restore_pieces,
)
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.org.models import ReturnAddress
from aftercare.org.rules import missing_parts
from aftercare.returns.commands.deciding import decide_trigger_of
from aftercare.returns.commands.deducting import take_under_consent, taken_off
from aftercare.returns.commands.dispatching import call_off_open
from aftercare.returns.commands.fees import as_agreed
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.commands.promises import check_promise
from aftercare.returns.commands.stock import write_stock
from aftercare.returns.commands.swapping import settle_terms
from aftercare.returns.commands.telling import amounts_told
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import ceilings, lines_of, policy_of
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.amounts import needs_consent
from aftercare.returns.rules.deciding import locked_extras
from aftercare.returns.terms import WITHOUT_GOODS, Extra, Replacement, State, StockKind


class ConsentMissing(DomainError):
    """The amount was lowered without the buyer's consent on record."""

    code = "consent_missing"


class UnknownLine(DomainError):
    """An amount for a line that the return does not have."""

    code = "unknown_line"


class ShippedMeanwhile(Conflict):
    """The goods left while the request to call them off was waiting."""

    code = "shipped_meanwhile"


class AddressIncomplete(DomainError):
    """A parcel would not arrive at this address."""

    code = "address_incomplete"


@dataclass(frozen=True)
class Decision:
    """What the reviewer decided. `amounts` by return line id in minor units; lines not named keep what was asked.

    `freight_minor` of the order goes back too when given; in a second review None means: as promised before.
    Coupon and coins go back in kind, in the shop. In an exchange `new` tells by line what is given instead of what the
    buyer chose, `is_advance` whether before the goods are back (None: as the policy says), `deliver_on` the agreed day.
    """

    address: ReturnAddress | None = None
    amounts: Mapping[int, int] = field(default_factory=dict)
    freight_minor: int | None = None
    gives_back_coupon: bool = False
    gives_back_coins: bool = False
    consent: str = ""
    new: Mapping[int, Replacement] = field(default_factory=dict)
    is_advance: bool | None = None
    deliver_on: date | None = None


@transaction.atomic
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Accept the request: promise the amount on the owed-back accounts and tell the buyer where to send the goods."""
    check_right(by, "approve", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("approve", returning.state)
    check_duty(returning, "approve", by=by)
    sending = _sending(returning, decision, at=at) if returning.kind not in WITHOUT_GOODS else {}
    trigger = _trigger(returning) if returning.kind == Kind.RETURN_REFUND else {}
    decision, usual_freight = _with_extras(returning, _with_fee(returning, decision)), 0
    if returning.kind == Kind.REFUND_ONLY:
        decision, usual_freight = _before_shipping(returning, decision)
    if returning.kind == Kind.EXCHANGE:
        decision = replace(decision, freight_minor=0)
    decision = _with_consent(returning, decision, usual_freight=usual_freight)
    total = _set_amounts(returning, decision)
    if returning.kind == Kind.EXCHANGE:
        sending |= settle_terms(
            returning, decision.new, is_advance=decision.is_advance, deliver_on=decision.deliver_on, by=by
        )
    _grant(returning, decision, by=by, at=at)
    return move(
        returning,
        "approve",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        amount_minor=total,
        freight_minor=decision.freight_minor or 0,
        gives_back_coupon=decision.gives_back_coupon,
        gives_back_coins=decision.gives_back_coins,
        consent=decision.consent.strip()[:300],
        reviewed_at=at,
        reviewed_by=by.key,
        reviewed_by_name=by.name,
        told=amounts_told(returning),
        **sending,
        **trigger,
    )


def note_verdict(returning: Return, rule: str, *, by: Actor, at: datetime) -> Return:
    """Keep which rule decided whether a person has to look at a request before shipping."""
    returning.review_rule = rule
    returning.save(update_fields=["review_rule"])
    after = {"review_rule": rule}
    record(Fact("returns.return.verdict", returning.label, by, at, stream=returning.stream, after=after))
    return returning


@transaction.atomic
def approve_again(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """After finance sent it back: confirm the amount or lower it; the goods are here already."""
    check_right(by, "approve_again", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("approve_again", returning.state)
    check_duty(returning, "approve_again", by=by)
    decision = _with_consent(returning, _with_freight(returning, decision), usual_freight=returning.freight_minor)
    total, freight = _lower_amounts(returning, decision), decision.freight_minor or 0
    _lower_grants(returning, freight)
    return move(
        returning,
        "approve_again",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        amount_minor=total,
        freight_minor=freight,
        consent=decision.consent.strip()[:300] or returning.consent,
        reviewed_before=sorted({*returning.reviewed_before, returning.reviewed_by}),
        reviewed_at=at,
        reviewed_by=by.key,
        reviewed_by_name=by.name,
        told=amounts_told(returning),
    )


@transaction.atomic
def reject(returning: Return, reason: str, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Refuse the request with a reason that the buyer reads; everything promised and reserved is set free.

    Goods that came in already go out to the buyer again: nobody keeps both the goods and the money.
    """
    check_right(by, "reject", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("reject", returning.state)
    check_duty(returning, "reject", by=by)
    why = words(reason, field="reason")
    _give_back_goods(returning, by=by, at=at)
    release(returning, by=by, at=at)
    return move(
        returning,
        "reject",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        note=why,
        reject_reason=why,
        reviewed_before=sorted({*returning.reviewed_before, returning.reviewed_by} - {""}),
        reviewed_at=at,
        reviewed_by=by.key,
        reviewed_by_name=by.name,
    )


def purpose_of(returning: Return) -> str:
    """The purpose under which a return, or a compensation, draws on its order lines, once each."""
    return f"{'compensation' if returning.kind == Kind.COMPENSATION else 'return'}:{returning.pk}"


def grants_of(returning: Return) -> dict[int, Grant]:
    """What this return was promised, by order line id."""
    return {given.line_id: given for given in Grant.objects.filter(purpose=purpose_of(returning))}


def _complete(address: ReturnAddress | None, returning: Return) -> ReturnAddress:
    if address is None or address.merchant_id != returning.merchant_id or not address.is_active:
        raise AddressIncomplete(_("Choose one of the merchant's return addresses."), field="address")
    missing = missing_parts(
        {part: str(getattr(address, part)) for part in ("contact", "phone", "country", "city", "street")}
    )
    if missing:
        sentence = _("This return address lacks: %(part)s. Complete it in the settings first.")
        raise AddressIncomplete(sentence, field="address", part=missing[0])
    return address


def _sending(returning: Return, decision: Decision, *, at: datetime) -> dict[str, Any]:
    """Where the goods go, and until when."""
    address = _complete(decision.address, returning)
    due_days = policy_of(returning.merchant_id).goods_due_days
    return {
        "return_address": address,
        "return_contact": address.contact,
        "return_phone": address.phone,
        "return_text": _one_line(address),
        "goods_due_on": timezone.localdate(at) + timedelta(days=due_days) if due_days is not None else None,
    }


def _trigger(returning: Return) -> dict[str, Any]:
    """When the money goes, decided once and kept: a later change of policy or marks does not touch this return."""
    found, decided = decide_trigger_of(returning)
    rule = found.rule.removeprefix("policy:")
    return {"refund_trigger": found.answer, "refund_trigger_rule": rule, "decided": decided}


def _with_extras(returning: Return, decision: Decision) -> Decision:
    """Coupon, coins and freight as policy or law lay down where they leave the reviewer no choice [RET-36, 57, 58]."""
    terms = terms_of(policy_of(returning.merchant_id), returning.order.shop_id)
    locked = locked_extras(terms)
    if locked.get(Extra.FREIGHT) is False and decision.freight_minor and returning.kind not in WITHOUT_GOODS:
        raise AboveCeiling(_("This merchant does not give the freight back."), field="freight")
    return replace(
        decision,
        gives_back_coupon=locked.get(Extra.COUPON, decision.gives_back_coupon),
        gives_back_coins=locked.get(Extra.COINS, decision.gives_back_coins),
    )


def _with_fee(returning: Return, decision: Decision) -> Decision:
    """Where the buyer agreed to a service fee when he asked, lines that nobody names give what is left after it."""
    if returning.amount_minor == returning.asked_minor:
        return decision
    return replace(decision, amounts=as_agreed(decision.amounts, list(lines_of(returning))))


def _with_consent(returning: Return, decision: Decision, *, usual_freight: int) -> Decision:
    """The consent that the buyer gave on his own page stands where nobody has noted another one.

    One consent is for goods and freight together; less freight than usual needs one as less for the goods does.
    """
    freight = max(0, decision.freight_minor or 0)
    taken = taken_off(returning, decision.amounts) + max(0, usual_freight - freight)
    on_page = take_under_consent(returning, taken)
    decision = replace(decision, consent=decision.consent.strip() or on_page)
    _check_consent(usual=usual_freight, amount=freight, consent=decision.consent)
    return decision


def _before_shipping(returning: Return, decision: Decision) -> tuple[Decision, int]:
    """The goods must still be here. The freight goes back with the whole order, and else not [RET-35].

    Returns also the freight that goes back unless the buyer agrees to less, in minor units.
    """
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=returning.order_id)
    if order.shipped_at:
        raise ShippedMeanwhile(_("The order has been shipped meanwhile. Reject this; the buyer can send it back."))
    most = freight_with_whole_order(returning)
    freight = most if decision.freight_minor is None else decision.freight_minor
    if not 0 <= freight <= most:
        raise AboveCeiling(_("Freight goes back only when the whole order is called off."), field="freight")
    return replace(decision, freight_minor=freight), most


def freight_with_whole_order(returning: Return) -> int:
    """The freight that may go back with this request before shipping, in minor units: all of it once nothing of the
    order is to be sent any more and no other request waits, else none.
    """
    lines = list(OrderLine.objects.filter(order=returning.order_id))
    others = Return.objects.filter(order=returning.order_id, kind=Kind.REFUND_ONLY, state=State.SUBMITTED)
    if any(line.goods_called_off < line.quantity for line in lines if not line.is_freight):
        return 0
    if others.exclude(pk=returning.pk).exists():
        return 0
    return sum(line.paid_minor - line.granted_minor for line in lines if line.is_freight)


def _one_line(address: ReturnAddress) -> str:
    parts = [address.street, address.postcode, address.city, address.region, address.country]
    return ", ".join(part for part in parts if part)


def _set_amounts(returning: Return, decision: Decision) -> int:
    lock_lines([line.order_line_id for line in lines_of(returning)])
    lines = _lines_meant(returning, decision)
    check_promise(returning, lines, decision.amounts)
    most = ceilings(lines)
    for line in lines:
        amount = decision.amounts.get(line.pk, min(line.asked_minor, most[line.pk]))
        _check_amount(line, amount, most[line.pk], decision.consent, field=f"amount-{line.pk}")
        line.amount_minor = amount
    ReturnLine.objects.bulk_update(lines, ["amount_minor"])
    return sum(line.amount_minor for line in lines)


def _lines_meant(returning: Return, decision: Decision) -> list[ReturnLine]:
    """The return's lines; refuses amounts for any other, since those would silently count for nothing."""
    lines = list(lines_of(returning))
    if set(decision.amounts) - {line.pk for line in lines}:
        raise UnknownLine(_("One of the amounts is for a line that is not part of this return."), field="amounts")
    return lines


def _lower_amounts(returning: Return, decision: Decision) -> int:
    lines = _lines_meant(returning, decision)
    for line in lines:
        amount = decision.amounts.get(line.pk, line.amount_minor)
        _check_amount(
            line, amount, line.amount_minor, decision.consent, field=f"amount-{line.pk}", asked=line.amount_minor
        )
        line.amount_minor = amount
    ReturnLine.objects.bulk_update(lines, ["amount_minor"])
    return sum(line.amount_minor for line in lines)


def _check_amount(
    line: ReturnLine, amount: int, most: int, consent: str, *, field: str, asked: int | None = None
) -> None:
    if not 0 <= amount <= most:
        sentence = _("The refund for “%(name)s” must be between 0 and its ceiling.")
        raise AboveCeiling(sentence, field=field, name=line.name)
    _check_consent(usual=line.asked_minor if asked is None else asked, amount=amount, consent=consent)


def _check_consent(*, usual: int, amount: int, consent: str) -> None:
    if needs_consent(asked=usual, approved=amount) and not consent.strip():
        raise ConsentMissing(
            _("The amount is below what the buyer asked for. Agree it with the buyer first and note how."),
            field="consent",
        )


def _grant(returning: Return, decision: Decision, *, by: Actor, at: datetime) -> None:
    for line in lines_of(returning):
        grant(line.order_line, purpose_of(returning), line.amount_minor, by=by, at=at)
    if decision.freight_minor:
        freight = OrderLine.objects.filter(order=returning.order_id, is_freight=True).first()
        if freight is None or decision.freight_minor < 0:
            raise AboveCeiling(_("The buyer paid no freight for this order."), field="freight")
        grant(freight, purpose_of(returning), decision.freight_minor, by=by, at=at)


def _with_freight(returning: Return, decision: Decision) -> Decision:
    """The freight of a second review: as promised unless told, and never more."""
    promised = returning.freight_minor
    freight = promised if decision.freight_minor is None else decision.freight_minor
    if not 0 <= freight <= promised:
        raise AboveCeiling(_("Freight must be between 0 and what was promised."), field="freight")
    return replace(decision, freight_minor=freight)


def _lower_grants(returning: Return, freight_minor: int) -> None:
    given = grants_of(returning)
    lock_lines(list(given))
    for line in lines_of(returning):
        reduce_grant(given.pop(line.order_line_id), line.amount_minor)
    for freight in given.values():
        reduce_grant(freight, freight_minor)


def release(returning: Return, *, keeps_promise: bool = False, by: Actor, at: datetime) -> None:
    """Take back every promise, every reservation unless a count at the dock has settled it, and what should leave.

    With `keeps_promise` the money has been sent: what was promised stands, and the pieces alone are set free.
    """
    call_off_open(returning.case_id, by=by, at=at)
    lines, given = list(lines_of(returning)), grants_of(returning)
    lock_lines([*given, *(line.order_line_id for line in lines)])
    for line in lines:
        if returning.kind == Kind.COMPENSATION:
            continue  # nothing was reserved: the goods stay with the buyer
        if returning.kind == Kind.REFUND_ONLY:
            restore_pieces(line.order_line, line.quantity)
        elif not line.accepted and returning.inspected_at is None:
            release_pieces(line.order_line, line.quantity)
    for promise in () if keeps_promise else given.values():
        reduce_grant(promise, promise.paid_out_minor)


def _give_back_goods(returning: Return, *, by: Actor, at: datetime) -> None:
    lines = [line for line in lines_of(returning) if line.accepted]
    lock_lines([line.order_line_id for line in lines])
    for line in lines:
        goods_went_out_again(line.order_line, line.accepted or 0)
    write_stock(StockKind.RETURN_OUT, returning, lines, by=by, at=at)
