"""Settlement: finance decides on the refund, the cashier pays it, the case closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.billing.commands import refunds
from aftercare.billing.models import Payout, Refund
from aftercare.billing.terms import Sent
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Outcome
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.returns.commands import settling
from aftercare.returns.queries.detail import return_of_case


@transaction.atomic
def approve_refund(refund: Refund, *, seen: int | None = None, by: Actor, at: datetime) -> Refund:
    """Finance agrees; the cashier is next."""
    refunds.check_seen(refund, seen)
    settling.start_refund(return_of_case(refund.case_id), by=by, at=at)
    return refunds.approve_refund(refund, seen=seen, by=by, at=at)


@dataclass(frozen=True)
class Decided:
    """What became of one refund of a batch: approved when there is no refusal."""

    refund: Refund
    refusal: DomainError | None = None


def approve_refunds(chosen: Sequence[tuple[Refund, int]], *, by: Actor, at: datetime) -> list[Decided]:
    """Finance agrees to several refunds, each with the version that was seen; one that is refused stops no other."""
    return [_approve_one(refund, seen, by=by, at=at) for refund, seen in chosen]


def _approve_one(refund: Refund, seen: int, *, by: Actor, at: datetime) -> Decided:
    try:
        return Decided(approve_refund(refund, seen=seen, by=by, at=at))
    except DomainError as refusal:
        return Decided(refund, refusal)


@transaction.atomic
def send_refund_back(refund: Refund, reason: str, *, seen: int | None = None, by: Actor, at: datetime) -> Refund:
    """Finance does not agree; operations reads why and reviews again."""
    refunds.check_seen(refund, seen)
    settling.send_back(return_of_case(refund.case_id), reason, by=by, at=at)
    refund = refunds.send_refund_back(refund, seen=seen, by=by, at=at)
    hand_over(refund.case, Outcome.SENT_BACK, by=by, at=at)
    return refund


@transaction.atomic
def pay_refund(refund: Refund, sent: Sent, *, seen: int | None = None, by: Actor, at: datetime) -> Payout:
    """The cashier sent the money: refund, owed-back account, return and case all know it at once."""
    refunds.check_seen(refund, seen)
    settling.complete(return_of_case(refund.case_id), by=by, at=at)
    payout = refunds.pay_refund(refund, sent, seen=seen, by=by, at=at)
    hand_over(refund.case, Outcome.SETTLED, by=by, at=at)
    return payout
