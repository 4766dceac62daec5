"""What a buyer owes on a case: asked for, paid with a reference, waived with a reason, or void."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.billing.commands.refunds import ReferenceMissing, ReferenceUsed
from aftercare.billing.lifecycle import CHARGE
from aftercare.billing.models import Charge
from aftercare.billing.queries.charges import charges_of_case
from aftercare.billing.terms import ChargePurpose, ChargeState, Sent
from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import check_version, locked, move
from aftercare.org.rights import Right
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole


class WhyMissing(DomainError):
    """Waiving what a buyer owes needs a reason."""

    code = "why_missing"


@dataclass(frozen=True)
class Owed:
    """How much, and what for."""

    purpose: ChargePurpose
    amount_minor: int
    currency: str


@whole()
def ask_charge(case: Case, owed: Owed, *, by: Actor, at: datetime) -> Charge:
    """The buyer owes this from now on. What was asked for the same purpose and never paid is void instead."""
    void_charge(case.pk, owed.purpose, by=by, at=at)
    charge = Charge.objects.create(
        case=case,
        number=case.number,
        purpose=owed.purpose,
        merchant_id=case.merchant_id,
        customer_id=case.customer_id,
        currency=owed.currency,
        amount_minor=owed.amount_minor,
        asked_at=at,
        state=ChargeState.DUE,
        state_since=at,
    )
    after = {"state": ChargeState.DUE, "purpose": owed.purpose, "amount_minor": owed.amount_minor}
    record(Fact("billing.charge.ask", charge.label, by, at, stream=charge.stream, after=after))
    return charge


def void_charge(case_id: int, purpose: ChargePurpose, *, by: Actor, at: datetime) -> None:
    """What was asked for this purpose is not owed after all, unless it is decided already."""
    for charge in charges_of_case(case_id):
        if charge.purpose == purpose and charge.state == ChargeState.DUE:
            move(charge, "void", CHARGE, by=by, at=at)


@whole()
def pay_charge(charge: Charge, sent: Sent, *, seen: int | None = None, by: Actor, at: datetime) -> Charge:
    """Record that the buyer has paid, under a reference that no other payment carries."""
    _check(by, Right.CHARGES_RECORD, charge)
    reference = " ".join(sent.reference.split())[:80]
    if not reference:
        raise ReferenceMissing(_("Enter the reference of the payment."), field="reference")
    charge = locked(charge)
    check_version(charge, seen)
    told: dict[str, Any] = {"decided_at": at, "decided_by": by.key, "decided_by_name": by.name}
    sentence = _("Another payment carries the reference “%(reference)s”.")
    used = ReferenceUsed(sentence, field="reference", reference=reference)
    with refused_by("charge_reference_is_used_once", used):
        return move(charge, "pay", CHARGE, by=by, at=at, method=sent.method, reference=reference, **told)


@whole()
def waive_charge(charge: Charge, why: str, *, seen: int | None = None, by: Actor, at: datetime) -> Charge:
    """Let the buyer off what he owes, for a reason that stays on record."""
    _check(by, Right.CHARGES_WAIVE, charge)
    if not why.strip():
        raise WhyMissing(_("Say why the buyer need not pay."), field="why")
    charge = locked(charge)
    check_version(charge, seen)
    told: dict[str, Any] = {"decided_at": at, "decided_by": by.key, "decided_by_name": by.name}
    return move(charge, "waive", CHARGE, by=by, at=at, note=why.strip(), why=why.strip()[:1000], **told)


def _check(by: Actor, right: Right, charge: Charge) -> None:
    if not (by.may(right) and by.serves(charge.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
