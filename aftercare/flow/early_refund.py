"""Money that goes ahead of the goods: goods can be received without paying, and paid without receiving.

Where a return's policy says so, its refund is put before finance at the approval, at the carrier's pick-up scan or at
the receipt. Goods and money then move by themselves; this module is where they meet again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from aftercare.billing.commands.overpaid import Owing, note_overpaid
from aftercare.billing.commands.refunds import lower_refund, pay_refund, revoke_refund
from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import OverpaidCause, PayMethod, RefundState, Sent
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.models import Case
from aftercare.cases.terms import Outcome
from aftercare.flow.lost import owe_paid
from aftercare.flow.money_clock import follow_money
from aftercare.flow.passing import due_of, pass_to_settlement
from aftercare.flow.settlement import GATEWAY_CASHIER
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked
from aftercare.returns.commands import settling
from aftercare.returns.commands.docking import overpaid_after_count
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.triggers import is_due
from aftercare.returns.terms import GOODS_UNDER_WAY, WITHOUT_GOODS, RefundTrigger
from aftercare.rows.whole import whole


class MoneyLeaving(Conflict):
    """The payout gateway has the refund at this moment: nobody can tell whether it is paid."""

    code = "money_leaving"


class PaidAlready(Conflict):
    """The money was sent: the goods come, or the money goes back."""

    code = "paid_already"


class Ahead(StrEnum):
    """How far the money is ahead of the goods; WAITS: it is not."""

    WAITS = "waits"
    OPEN = "open"
    LEAVING = "leaving"
    GONE = "gone"


_AHEAD = {
    RefundState.TO_APPROVE: Ahead.OPEN,
    RefundState.TO_PAY: Ahead.OPEN,
    RefundState.AT_GATEWAY: Ahead.LEAVING,
    RefundState.PAID: Ahead.GONE,
}


@dataclass(frozen=True)
class Standing:
    """A return and its refund, both locked, and how far the money is ahead."""

    returning: Return
    refund: Refund | None
    ahead: Ahead

    @property
    def waits(self) -> bool:
        """Whether the money still waits for the goods, so that whatever is due can go with it."""
        return self.ahead == Ahead.WAITS

    @property
    def is_paid(self) -> bool:
        """Whether the money was sent."""
        return self.ahead == Ahead.GONE


@whole()
def refund_when(returning: Return, event: RefundTrigger, *, by: Actor, at: datetime) -> Refund | None:
    """If this return's policy says so, put its refund before finance now; None when it does not, or it stands there.

    May be told of the same event twice, and of a later one when an earlier was never seen. Goods that cost nothing,
    such as gifts, have no money that could go ahead.
    """
    returning = locked(returning)
    if returning.kind in WITHOUT_GOODS or returning.state not in GOODS_UNDER_WAY or not returning.refund_trigger:
        return None
    if event == RefundTrigger.INSPECTION or not is_due(event, RefundTrigger(returning.refund_trigger)):
        return None
    if refund_of_case(returning.case_id) or not returning.total_minor:
        return None
    returning = settling.go_ahead(returning, by=by, at=at)
    refund = pass_to_settlement(returning, Outcome.REFUND_AHEAD, by=by, at=at)
    follow_money(returning, refund, by=by, at=at)
    return refund


def standing_of(returning: Return) -> Standing:
    """How money and goods stand, with both records locked until the transaction ends."""
    fresh = locked(returning)
    found = refund_of_case(fresh.case_id)
    refund = locked(found) if found else None
    ahead = _AHEAD.get(RefundState(refund.state), Ahead.WAITS) if refund else Ahead.WAITS
    return Standing(fresh, refund, ahead)


def check_count_possible(standing: Standing, *, accepts_all: bool) -> None:
    """While the gateway has the refund, only a count that changes nothing of it can be booked."""
    if standing.ahead == Ahead.LEAVING and not accepts_all:
        raise MoneyLeaving(
            _("The payout gateway has the refund at this moment. Book this once it has answered, in some minutes.")
        )


def check_not_paid(standing: Standing) -> None:
    """Who has his money does not cancel: he sends the goods, or the time for them passes and he owes the money."""
    if standing.ahead == Ahead.LEAVING:
        raise MoneyLeaving(_("The refund is being paid at this moment, so the return cannot be cancelled."))
    if standing.is_paid:
        raise PaidAlready(_("The refund was paid already. Send the goods back, or pay the money back."))


def meet_again(standing: Standing, returning: Return, *, took_off: bool = False, by: Actor, at: datetime) -> None:
    """Goods were accepted, or made good: bring the money in line with them, and the case to its next holder.

    Goods that `took_off` what the buyer owes, and give no money beside that, are done: finance has nothing to look at.
    """
    if took_off and not (returning.total_minor or returning.gifts_back_minor):
        settling.close_paid(returning, by=by, at=at)
        hand_over(_case(returning), Outcome.SETTLED, by=by, at=at)
    elif standing.refund is None or standing.ahead == Ahead.WAITS:
        pass_to_settlement(returning, Outcome.GOODS_ACCEPTED, by=by, at=at)
    elif standing.is_paid:
        note_overpaid(standing.refund, overpaid_after_count(returning), Owing(OverpaidCause.FEWER), by=by, at=at)
        settling.close_paid(returning, by=by, at=at)
        hand_over(_case(returning), Outcome.SETTLED, by=by, at=at)
    else:
        _go_on_together(standing.refund, returning, by=by, at=at)


def part(standing: Standing, owing: Owing, *, by: Actor, at: datetime) -> None:
    """No goods stay here, so nothing is due: revoke what was not sent, write down what was, and end the case."""
    refund = standing.refund
    if refund and standing.is_paid:
        owe_paid(standing.returning, refund, owing, by=by, at=at)
    elif refund and refund.state != RefundState.REVOKED:
        follow_money(standing.returning, revoke_refund(refund, by=by, at=at), by=by, at=at)
    hand_over(_case(standing.returning), Outcome.ENDED_EARLY, by=by, at=at)


def _go_on_together(refund: Refund, returning: Return, *, by: Actor, at: datetime) -> None:
    """Finance has the refund, or the cashier: the goods join it where it is, for what they turned out to be worth."""
    due = due_of(returning)
    is_less = sum(line.amount_minor for line in due) < refund.total_minor
    if is_less or any(line.accepted not in (None, line.quantity) for line in lines_of(returning)):
        refund = lower_refund(refund, due, by=by, at=at)
    if refund.state == RefundState.TO_APPROVE:
        return
    settling.join_payout(returning, by=by, at=at)
    if refund.state == RefundState.TO_PAY and not refund.total_minor:
        settling.complete(returning, by=GATEWAY_CASHIER, at=at)
        payout = pay_refund(refund, Sent(PayMethod.NOTHING, refund.number), by=GATEWAY_CASHIER, at=at)
        follow_money(returning, payout.refund, by=GATEWAY_CASHIER, at=at)
        hand_over(_case(returning), Outcome.SETTLED, by=by, at=at)


def _case(returning: Return) -> Case:
    return Case.objects.get(pk=returning.case_id)
