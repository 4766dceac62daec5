"""Operations review: amount, return address, decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.moves.commands import check_version, locked, move
from aftercare.org.models import ReturnAddress
from aftercare.org.rules import missing_parts
from aftercare.returns.commands.amounts import check_consent, lower_amounts, set_amounts
from aftercare.returns.commands.deciding import decide_trigger_of
from aftercare.returns.commands.deducting import take_under_consent, taken_off
from aftercare.returns.commands.fees import as_agreed, as_taken, note_shares
from aftercare.returns.commands.freight import decided_freight, freight_again
from aftercare.returns.commands.granting import give_back_goods, grant_all, lower_grants, release
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.commands.swapping import settle_terms
from aftercare.returns.commands.telling import amounts_told
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of, policy_of
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import locked_extras
from aftercare.returns.terms import WITHOUT_GOODS, Extra, Replacement
from aftercare.rows.whole import whole


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


@whole()
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Accept the request: promise the amount on the owed-back accounts and tell the buyer where to send the goods."""
    check_right(by, "approve", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("approve", returning.state)
    check_duty(returning, "approve", by=by)
    sending = _sending(returning, decision, at=at) if returning.kind not in WITHOUT_GOODS else {}
    trigger = _trigger(returning) if returning.kind == Kind.RETURN_REFUND else {}
    freight, usual_freight = decided_freight(returning, decision.freight_minor)
    decision = replace(_with_extras(returning, _with_fee(returning, decision)), freight_minor=freight)
    decision = _with_consent(returning, decision, usual_freight=usual_freight, at=at)
    if trigger:
        trigger["decided"] = as_taken(returning, trigger["decided"])
    total = set_amounts(returning, decision.amounts, decision.consent)
    if returning.amount_minor != returning.asked_minor:
        note_shares(returning)
    if returning.kind == Kind.EXCHANGE:
        sending |= settle_terms(
            returning, decision.new, is_advance=decision.is_advance, deliver_on=decision.deliver_on, by=by
        )
    grant_all(returning, freight, by=by, at=at)
    return move(
        returning,
        "approve",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        amount_minor=total,
        freight_minor=freight,
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


@whole()
def approve_again(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """After finance sent it back: confirm the amount or lower it; the goods are here already."""
    check_right(by, "approve_again", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("approve_again", returning.state)
    check_duty(returning, "approve_again", by=by)
    freight = freight_again(returning, decision.freight_minor)
    decision = replace(decision, freight_minor=freight)
    decision = _with_consent(returning, decision, usual_freight=returning.freight_minor, at=at)
    total = lower_amounts(returning, decision.amounts, decision.consent)
    lower_grants(returning, freight)
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


@whole()
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
    give_back_goods(returning, by=by, at=at)
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
    """Coupon and coins as policy or law lay down where they leave the reviewer no choice [RET-57, 58]."""
    terms = terms_of(policy_of(returning.merchant_id), returning.order.shop_id)
    locked = locked_extras(terms)
    return replace(
        decision,
        gives_back_coupon=locked.get(Extra.COUPON, decision.gives_back_coupon),
        gives_back_coins=locked.get(Extra.COINS, decision.gives_back_coins),
    )


def _with_fee(returning: Return, decision: Decision) -> Decision:
    """Where the buyer agreed to a service fee when he asked, lines that nobody names give what is left after it."""
    if returning.amount_minor == returning.asked_minor:
        return decision
    return replace(decision, amounts=as_agreed(decision.amounts, lines_of(returning)))


def _with_consent(returning: Return, decision: Decision, *, usual_freight: int, at: datetime) -> Decision:
    """The consent that the buyer gave on his own page stands where nobody has noted another one.

    One consent is for goods and freight together; less freight than usual needs one as less for the goods does.
    """
    freight = max(0, decision.freight_minor or 0)
    taken = taken_off(returning, decision.amounts) + max(0, usual_freight - freight)
    on_page = take_under_consent(returning, taken, at=at)
    decision = replace(decision, consent=decision.consent.strip() or on_page)
    check_consent(usual=usual_freight, amount=freight, consent=decision.consent)
    return decision


def _one_line(address: ReturnAddress) -> str:
    parts = [address.street, address.postcode, address.city, address.region, address.country]
    return ", ".join(part for part in parts if part)
