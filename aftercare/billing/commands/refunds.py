"""Asking for a refund, deciding on it, recording that the money was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.billing.commands.orders import check_no_order
from aftercare.billing.lifecycle import REFUND
from aftercare.billing.models import Payout, Refund, RefundLine
from aftercare.billing.terms import DueLine, RefundState, Sent
from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.moves.commands import check_version, locked, move
from aftercare.orders.commands.account import pay_out
from aftercare.orders.models import Grant
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole


class ReferenceMissing(DomainError):
    """A payout needs the reference under which it can be found at the bank."""

    code = "reference_missing"


class ReferenceUsed(Conflict):
    """Another payout carries this reference."""

    code = "reference_used"


@dataclass(frozen=True)
class Asking:
    """What a refund repeats from the case, so that finance reads one table."""

    order_number: str
    applied_at: datetime
    operations_reviewed_at: datetime
    currency: str


_OF_CASE = Prepared[Refund](lambda case: Refund.objects.select_for_update(of=("self",), no_key=True).filter(case=case))


@whole()
def ask_refund(case: Case, asking: Asking, due: Sequence[DueLine], *, by: Actor, at: datetime) -> Refund:
    """Put a refund before finance; after it was sent back, the same one again with its new amounts."""
    found = _OF_CASE.first(case.pk)
    total = sum(line.amount_minor for line in due)
    if found:
        again = move(
            found,
            "ask_again",
            REFUND,
            by=by,
            at=at,
            total_minor=total,
            asked_at=at,
            operations_reviewed_at=asking.operations_reviewed_at,
        )
        RefundLine.objects.filter(refund=again).delete()
        RefundLine.objects.bulk_create(_lines(again, due))
        return again
    refund = Refund.objects.create(
        case=case,
        number=case.number,
        merchant_id=case.merchant_id,
        customer_id=case.customer_id,
        order_number=asking.order_number,
        applied_at=asking.applied_at,
        operations_reviewed_at=asking.operations_reviewed_at,
        currency=asking.currency,
        total_minor=total,
        asked_at=at,
        state=RefundState.TO_APPROVE,
        state_since=at,
    )
    RefundLine.objects.bulk_create(_lines(refund, due))
    after = {"state": RefundState.TO_APPROVE, "total_minor": total}
    record(Fact("billing.refund.ask", refund.label, by, at, stream=refund.stream, after=after))
    return refund


def check_seen(refund: Refund, seen: int | None) -> None:
    """Refuse a page that was overtaken before anything else is asked; the act itself checks again, under its lock."""
    if seen is not None:
        check_version(Refund.objects.only("version").get(pk=refund.pk), seen)


@whole()
def approve_refund(refund: Refund, *, seen: int | None = None, by: Actor, at: datetime) -> Refund:
    """Finance agrees to the amount."""
    _check_right(by, Right.REFUNDS_APPROVE, refund)
    refund = locked(refund)
    check_version(refund, seen)
    return move(refund, "approve", REFUND, by=by, at=at, approved_at=at, approved_by=by.key, approved_by_name=by.name)


@whole()
def send_refund_back(refund: Refund, *, seen: int | None = None, by: Actor, at: datetime) -> Refund:
    """Finance does not agree; operations looks again. The reason stands with the return."""
    _check_right(by, Right.REFUNDS_APPROVE, refund)
    refund = locked(refund)
    check_version(refund, seen)
    return move(refund, "send_back", REFUND, by=by, at=at)


@whole()
def revoke_refund(refund: Refund, *, by: Actor, at: datetime) -> Refund:
    """Nothing is due after all; nothing was sent yet, and an approval that stood before is void."""
    cleared: dict[str, Any] = {"approved_at": None, "approved_by": "", "approved_by_name": ""}
    return move(refund, "revoke", REFUND, by=by, at=at, **(cleared if refund.approved_at else {}))


@whole()
def lower_refund(refund: Refund, due: Sequence[DueLine], *, by: Actor, at: datetime) -> Refund:
    """Less is due than was put before finance; an approval stands, since it was for more."""
    total = sum(line.amount_minor for line in due)
    action = "lower_approved" if refund.state == RefundState.TO_PAY else "lower"
    lowered = move(refund, action, REFUND, by=by, at=at, total_minor=total)
    RefundLine.objects.filter(refund=lowered).delete()
    RefundLine.objects.bulk_create(_lines(lowered, due))
    return lowered


@whole()
def pay_refund(refund: Refund, sent: Sent, *, seen: int | None = None, by: Actor, at: datetime) -> Payout:
    """Record that the money was sent, on the refund and on every grant of the owed-back account, once."""
    _check_right(by, Right.PAYOUTS_RECORD, refund)
    reference = " ".join(sent.reference.split())[:80]
    if not reference:
        raise ReferenceMissing(_("Enter the reference of the payment."), field="reference")
    refund = locked(refund)
    check_version(refund, seen)
    check_no_order(refund)
    refund = move(refund, "pay", REFUND, by=by, at=at)
    payout = _payout(refund, Sent(sent.method, reference, sent.consent.strip()[:300]), by=by, at=at)
    for grant in Grant.objects.filter(pk__in=RefundLine.objects.filter(refund=refund).values("grant")).order_by("line"):
        pay_out(grant)
    after = {"amount_minor": payout.amount_minor, "method": payout.method, "reference": reference}
    after |= {"consent": payout.consent} if payout.consent else {}
    record(Fact("billing.payout.record", f"billing.payout:{payout.pk}", by, at, stream=refund.stream, after=after))
    return payout


def _payout(refund: Refund, sent: Sent, *, by: Actor, at: datetime) -> Payout:
    payout = Payout(
        refund=refund,
        merchant_id=refund.merchant_id,
        key=f"refund:{refund.pk}",
        method=sent.method,
        reference=sent.reference,
        consent=sent.consent,
        amount_minor=refund.total_minor,
        currency=refund.currency,
        paid_at=at,
        paid_by=by.key,
        paid_by_name=by.name,
    )
    sentence = _("Another payout carries the reference “%(reference)s”.")
    used = ReferenceUsed(sentence, field="reference", reference=sent.reference)
    with refused_by("payout_reference_is_used_once", used):
        payout.save(force_insert=True)
    return payout


def _lines(refund: Refund, due: Sequence[DueLine]) -> list[RefundLine]:
    return [
        RefundLine(
            refund=refund,
            grant_id=line.grant_id,
            sku=line.sku,
            name=line.name,
            is_freight=line.is_freight,
            quantity=line.quantity,
            unit_price_minor=line.unit_price_minor,
            amount_minor=line.amount_minor,
        )
        for line in due
    ]


def _check_right(by: Actor, right: Right, refund: Refund) -> None:
    if not (by.may(right) and by.serves(refund.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
