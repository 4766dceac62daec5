"""Taking over returns that were settled elsewhere: the whole journey in one go, by the same moves and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare.billing.models import Payout
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.terms import Channel
from aftercare.catalog.models import Reason
from aftercare.flow.return_goods import apply_for_return, take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotFound
from aftercare.kernel.words import gettext_noop as _
from aftercare.orders.models import Order
from aftercare.org.models import ReturnAddress
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import Parcel, ship
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Duty, Grade, Wanted
from aftercare.rows.commands import together


@dataclass(frozen=True)
class Credited:
    """Pieces of one order line that came back, and what was paid back for all of them in minor units."""

    line_id: int
    pieces: int
    amount_minor: int


@dataclass(frozen=True)
class Times:
    """When each step was, as the books tell it; one after the other."""

    asked: datetime
    approved: datetime
    sent: datetime
    received: datetime
    agreed: datetime
    paid: datetime


@dataclass(frozen=True)
class Booked:
    """A return as the shop's books hold it: under which number, on which note, what, and where goods went."""

    reference: str
    note: str
    lines: Sequence[Credited]
    reason: Reason
    address: ReturnAddress | None
    carrier: str
    ignore_window: bool = False
    times: Times | None = None


@together()
def take_over_return(order: Order, booked: Booked, *, by: Mapping[Duty, Actor], at: datetime) -> Payout:
    """Asked, approved, sent, taken in, agreed to, paid, each by who has the duty; a refusal leaves nothing behind.

    Each step stands at its own time where the books tell one, so that clocks run and wait as they would have; else all
    of them at the note's.
    """
    on = booked.times or Times(at, at, at, at, at, at)
    application = Application(
        wanted=[Wanted(line.line_id, line.pieces) for line in booked.lines],
        reason=booked.reason,
        ignore_window=booked.ignore_window,
        shop_reference=booked.reference,
    )
    returning = apply_for_return(order, application, channel=Channel.IMPORT, by=by[Duty.REQUEST], at=on.asked)
    returning = approve(returning, _decision(returning, booked), by=by[Duty.REVIEW], at=on.approved)
    returning = ship(returning, Parcel(booked.carrier, booked.note), by=by[Duty.REQUEST], at=on.sent)
    returning = take_in_goods(returning, _all_good(returning), by=by[Duty.RECEIVE], at=on.received)
    refund = refund_of_case(returning.case_id)
    if refund is None:
        raise NotFound(_("This return has come to no refund."))
    refund = approve_refund(refund, is_history=True, by=by[Duty.APPROVE], at=on.agreed)
    return pay_refund(refund, Sent(PayMethod.OTHER, booked.reference), by=by[Duty.PAY], at=on.paid)


def _decision(returning: Return, booked: Booked) -> Decision:
    paid = {line.line_id: line.amount_minor for line in booked.lines}
    rows = lines_of(returning)
    lowered = any(paid[row.order_line_id] < row.asked_minor for row in rows)
    return Decision(
        address=booked.address,
        amounts={row.pk: paid[row.order_line_id] for row in rows},
        consent=booked.note if lowered else "",
    )


def _all_good(returning: Return) -> list[Counted]:
    return [_as_new(row) for row in lines_of(returning)]


def _as_new(row: ReturnLine) -> Counted:
    return Counted(row.pk, row.quantity, row.quantity, 0, Grade.AS_NEW)
