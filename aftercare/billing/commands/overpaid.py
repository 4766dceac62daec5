"""What a buyer owes because money went ahead of goods: writing it down, repayment, letting it go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.billing.commands.refunds import ReferenceMissing, ReferenceUsed
from aftercare.billing.lifecycle import OVERPAID
from aftercare.billing.models import Overpaid, OverpaidPart, Refund, Repayment
from aftercare.billing.terms import Debtor, OverpaidCause, OverpaidState
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.money import from_minor
from aftercare.moves.commands import check_version, locked, move
from aftercare.orders.commands.account import value_came_back
from aftercare.org.rights import Right
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole


class TooMuchRepaid(DomainError):
    """More came back than is owed, or nothing."""

    code = "too_much_repaid"


class WriteOffNeedsReason(DomainError):
    """Letting money go needs a reason in words."""

    code = "write_off_needs_reason"


class SecondPersonNeeded(NotAllowed):
    """Who wants to let money go does not decide on it."""

    code = "second_person_needed"


@dataclass(frozen=True)
class Owing:
    """Why more was paid than is due, and who owes it: the buyer unless told otherwise, a carrier by name."""

    cause: OverpaidCause
    debtor: Debtor = Debtor.BUYER
    debtor_name: str = ""


@dataclass(frozen=True)
class CameBack:
    """Money that a debtor paid back: how much in minor units, in which way, under which reference."""

    amount_minor: int
    method: str
    reference: str


@whole()
def note_overpaid(
    refund: Refund, parts: Mapping[int, int], owing: Owing, *, by: Actor, at: datetime
) -> Overpaid | None:
    """Write down what was paid too much, by grant id in minor units; None when nothing was."""
    total = sum(parts.values())
    if not total:
        return None
    overpaid = Overpaid.objects.create(
        refund=refund,
        number=refund.number,
        merchant_id=refund.merchant_id,
        customer_id=refund.customer_id,
        cause=owing.cause,
        debtor=owing.debtor,
        debtor_name=owing.debtor_name[:120],
        currency=refund.currency,
        amount_minor=total,
        arisen_at=at,
        state=OverpaidState.OPEN,
        state_since=at,
    )
    OverpaidPart.objects.bulk_create(
        OverpaidPart(overpaid=overpaid, grant_id=pk, amount_minor=amount) for pk, amount in sorted(parts.items())
    )
    told = {"cause": owing.cause, "debtor": owing.debtor, "debtor_name": overpaid.debtor_name}
    after = {"state": OverpaidState.OPEN, "amount_minor": total, **told}
    record(Fact("billing.overpaid.arise", overpaid.label, by, at, stream=overpaid.stream, after=after))
    return overpaid


@whole()
def repay(overpaid: Overpaid, came: CameBack, *, seen: int | None = None, by: Actor, at: datetime) -> Overpaid:
    """Record that the buyer paid back; what came back is his to claim again, should he send goods later."""
    _check_right(by, Right.PAYOUTS_RECORD, overpaid)
    overpaid = locked(overpaid)
    check_version(overpaid, seen)
    if not 0 < came.amount_minor <= overpaid.left_minor:
        left = from_minor(overpaid.left_minor, overpaid.currency)
        raise TooMuchRepaid(_("Between nothing and %(left)s can come back."), field="amount", left=left)
    whole = came.amount_minor == overpaid.left_minor
    action = "repay" if whole else "repay_part"
    OVERPAID.target(action, overpaid.state)
    _record_repayment(overpaid, came, by=by, at=at)
    _give_back_to_grants(overpaid, came.amount_minor)
    ends: dict[str, Any] = {"settled_at": at, "settled_by": by.key, "settled_by_name": by.name} if whole else {}
    repaid = overpaid.repaid_minor + came.amount_minor
    return move(overpaid, action, OVERPAID, by=by, at=at, repaid_minor=repaid, **ends)


@whole()
def ask_write_off(overpaid: Overpaid, reason: str, *, seen: int | None = None, by: Actor, at: datetime) -> Overpaid:
    """Propose to let the rest go, and say why; a second person decides."""
    _check_right(by, Right.REFUNDS_APPROVE, overpaid)
    overpaid = locked(overpaid)
    check_version(overpaid, seen)
    why = reason.strip()[:500]
    if not why:
        raise WriteOffNeedsReason(_("Say why this money is let go."), field="reason")
    who: dict[str, Any] = {"write_off_asked_by": by.key, "write_off_asked_by_name": by.name}
    return move(overpaid, "ask_write_off", OVERPAID, by=by, at=at, note=why, write_off_reason=why, **who)


@whole()
def write_off(overpaid: Overpaid, *, seen: int | None = None, by: Actor, at: datetime) -> Overpaid:
    """Let the rest go; refused to the person who proposed it."""
    overpaid = _for_second_person(overpaid, seen, by=by)
    ends: dict[str, Any] = {"settled_at": at, "settled_by": by.key, "settled_by_name": by.name}
    return move(overpaid, "write_off", OVERPAID, by=by, at=at, **ends)


@whole()
def keep_asking(overpaid: Overpaid, *, seen: int | None = None, by: Actor, at: datetime) -> Overpaid:
    """Do not let it go: the buyer still owes it. Whoever proposed it may take that back as well."""
    _check_right(by, Right.REFUNDS_APPROVE, overpaid)
    overpaid = locked(overpaid)
    check_version(overpaid, seen)
    cleared: dict[str, Any] = {"write_off_reason": "", "write_off_asked_by": "", "write_off_asked_by_name": ""}
    return move(overpaid, "keep_asking", OVERPAID, by=by, at=at, **cleared)


def _for_second_person(overpaid: Overpaid, seen: int | None, *, by: Actor) -> Overpaid:
    _check_right(by, Right.REFUNDS_APPROVE, overpaid)
    overpaid = locked(overpaid)
    check_version(overpaid, seen)
    if overpaid.write_off_asked_by == by.key:
        raise SecondPersonNeeded(_("You proposed this yourself; a second person decides."))
    return overpaid


def _record_repayment(overpaid: Overpaid, came: CameBack, *, by: Actor, at: datetime) -> None:
    reference = " ".join(came.reference.split())[:80]
    if not reference:
        raise ReferenceMissing(_("Enter the reference of the payment."), field="reference")
    row = Repayment(
        overpaid=overpaid,
        method=came.method,
        reference=reference,
        amount_minor=came.amount_minor,
        recorded_at=at,
        recorded_by=by.key,
        recorded_by_name=by.name,
    )
    sentence = _("Another repayment carries the reference “%(reference)s”.")
    used = ReferenceUsed(sentence, field="reference", reference=reference)
    with refused_by("repayment_reference_is_used_once", used):
        row.save(force_insert=True)


def _give_back_to_grants(overpaid: Overpaid, amount_minor: int) -> None:
    """What the buyer pays back is his to claim again; what others pay for lost goods is not: he keeps his money."""
    left = amount_minor
    for part in OverpaidPart.objects.filter(overpaid=overpaid).select_related("grant").order_by("grant__line", "pk"):
        share = min(left, part.left_minor)
        if share:
            if overpaid.debtor == Debtor.BUYER:
                value_came_back(part.grant, share)
            part.repaid_minor += share
            part.save(update_fields=["repaid_minor"])
            left -= share


def _check_right(by: Actor, right: Right, overpaid: Overpaid) -> None:
    if not (by.may(right) and by.serves(overpaid.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
