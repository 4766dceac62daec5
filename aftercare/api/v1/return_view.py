"""Making the outside view of a return."""

from collections.abc import Mapping, Sequence
from typing import Any

from aftercare.api.v1.exchange_view import charges_out, dispatches_out
from aftercare.api.v1.money import text
from aftercare.api.v1.return_shapes import (
    ClockOut,
    ContactOut,
    FindingOut,
    Happening,
    PayoutOut,
    PhotoOut,
    RefundOut,
    ReturnLineOut,
    ReturnOut,
    ReturnRow,
    SendTo,
    TapeEvent,
)
from aftercare.billing.models import Payout
from aftercare.billing.queries.refunds import payout_of_case, refund_of_case
from aftercare.cases.terms import Kind
from aftercare.clocks.models import Clock
from aftercare.clocks.rules.plain import tape_of
from aftercare.customers.rules import masked_phone, masked_text
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor
from aftercare.kernel.money import from_minor
from aftercare.org.rights import Right
from aftercare.returns.models import Evidence, Return, ReturnLine
from aftercare.returns.queries.detail import actions_for, ceilings, evidence_of, lines_of
from aftercare.returns.queries.dispatching import dispatch_actions, dispatches_of_case
from aftercare.returns.terms import State, turn_of

NAME_OF_ACTION: Mapping[str, str] = {"start_refund": "approve-refund", "complete": "pay"}
"""Moves whose address says more to an outsider than the lifecycle's word."""


def row_of(returning: Return) -> ReturnRow:
    """The return as lists show it; expects its merchant to be fetched."""
    return ReturnRow(**_row(returning))


def file_of(returning: Return, actor: Actor, *, has_photos: bool = True) -> ReturnOut:
    """The return with everything around it, as far as this actor may see it; five queries at most."""
    lines = returning.known_lines or lines_of(returning)
    dispatches = dispatches_of_case(returning.case_id) if returning.kind == Kind.EXCHANGE or returning.is_resent else []
    return ReturnOut(
        **_row(returning),
        **_plain(returning),
        shop=returning.order.shop.code,
        reason=returning.reason.code,
        freight=text(returning.freight_minor, returning.currency),
        gifts_back=text(returning.gifts_back_minor, returning.currency),
        send_to=_send_to(returning),
        buyer=returning.customer.account,
        contact=_contact(returning, actor),
        price=text(returning.price_minor, returning.currency),
        difference=str(from_minor(returning.difference_minor if returning.is_swap else 0, returning.currency)),
        dispatches=dispatches_out(dispatches),
        charges=charges_out(returning),
        actions=[name_of(action) for action in actions_for(actor, returning)]
        + [name_of(action) for one in dispatches[-1:] for action in dispatch_actions(actor, one)],
        lines=_lines(returning, lines),
        photos=[_photo(evidence) for evidence in (evidence_of(returning) if has_photos else ())],
        refund=_refund(returning) if actor.may(Right.REFUNDS_SEE) else None,
    )


def name_of(action: str) -> str:
    """The last part of the address of a move."""
    return NAME_OF_ACTION.get(action, action.replace("_", "-"))


def happening_of(entry: Entry) -> Happening:
    """A journal entry without the values it changed, which may be personal."""
    return Happening(
        at=entry.at,
        kind=entry.kind,
        by=entry.actor_name,
        note=entry.note,
        state_before=str(entry.before.get("state", "")),
        state_after=str(entry.after.get("state", "")),
    )


def clock_of(clock: Clock) -> ClockOut:
    """A promised time with its tape; expects its policy and calendar to be fetched."""
    tape = [TapeEvent(at=one.at, mark=one.mark, owner=one.owner, why=one.why) for one in tape_of(clock.tape)]
    same = {name: getattr(clock, name) for name in _SAME_IN_CLOCK}
    version = clock.version
    calendar = f"{version.calendar.name} v{version.number}" if version else ""
    return ClockOut(**same, policy=clock.policy.name, calendar=calendar, tape=tape)


_SAME_IN_CLOCK = ("metric", "state", "owner", "started_at", "due_at", "late_at", "stopped_at", "minutes")
_SAME_IN_ROW = ("number", "kind", "state", "shown", "version", "order_number", "ordered_at", "goods", "currency")
_TIMES_IN_ROW = ("applied_at", "reviewed_at", "completed_at", "due_at")
_SAME_IN_FILE = (
    "remark",
    "not_received",
    "window_rule",
    "window_ends_on",
    "window_override",
    "gives_back_coupon",
    "gives_back_coins",
    "consent",
    "is_advance",
    "is_doa",
    "deliver_on",
    "instead",
    "reject_reason",
    "send_back_reason",
    "goods_due_on",
    "method",
    "pickup_on",
    "carrier",
    "tracking_number",
    "shipped_at",
    "received_at",
    "inspected_at",
    "refund_trigger",
    "refund_trigger_rule",
    "freight_payer",
    "paid_ahead_at",
)


def _row(returning: Return) -> dict[str, Any]:
    return {
        **{name: getattr(returning, name) for name in _SAME_IN_ROW + _TIMES_IN_ROW},
        "turn": turn_of(returning.kind, returning.state),
        "merchant": returning.merchant.code,
        "asked": text(returning.asked_minor, returning.currency),
        "amount": text(returning.amount_minor, returning.currency),
    }


def _plain(returning: Return) -> dict[str, Any]:
    same = {name: getattr(returning, name) for name in _SAME_IN_FILE}
    decided = returning.decided
    same |= {"policy_version": decided.get("policy"), "law": decided.get("law", "")}
    same |= {"decision": [FindingOut(**one) for one in decided.get("findings", [])]}
    return {**same, "reviewed_by": returning.reviewed_by_name, "received_by": returning.received_by_name}


def _lines(returning: Return, lines: Sequence[ReturnLine]) -> list[ReturnLineOut]:
    most = _most(returning, lines)
    return [_line(line, returning.currency, most.get(line.pk)) for line in lines]


def _most(returning: Return, lines: Sequence[ReturnLine]) -> dict[int, int]:
    """The ceilings of the decision that stands open: all that is left at first, what was promised the second time."""
    if returning.state == State.SUBMITTED:
        return ceilings(lines)
    if returning.state == State.REVIEW_AGAIN:
        return {line.pk: line.amount_minor for line in lines}
    return {}


def _line(line: ReturnLine, currency: str, most: int | None) -> ReturnLineOut:
    return ReturnLineOut(
        position=line.order_line.position,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price=text(line.unit_price_minor, currency),
        asked=text(line.asked_minor, currency),
        amount=text(line.amount_minor, currency),
        ceiling=None if most is None else text(most, currency),
        counted=line.counted,
        accepted=line.accepted,
        damaged=line.damaged,
        grade=line.grade,
        replacement_sku=line.new_sku,
        replacement_name=line.new_name,
        replacement_price=None if line.new_price_minor is None else text(line.new_price_minor, currency),
    )


def _photo(evidence: Evidence) -> PhotoOut:
    file = evidence.file
    return PhotoOut(id=str(file.pk), content_type=file.content_type, from_dock=evidence.from_dock)


def _send_to(returning: Return) -> SendTo | None:
    if not returning.return_text:
        return None
    return SendTo(contact=returning.return_contact, phone=returning.return_phone, address=returning.return_text)


def _contact(returning: Return, actor: Actor) -> ContactOut:
    """In full for the key that opened or reviewed the return and may see contacts; others ask, and that is recorded."""
    case = returning.case
    is_own = actor.key in (returning.applied_by, returning.reviewed_by)
    if is_own and actor.may(Right.CONTACTS_REVEAL):
        return ContactOut(name=case.contact, phone=case.phone, address=case.address, is_masked=False)
    masked = [masked_text(case.contact), masked_phone(case.phone), masked_text(case.address)]
    return ContactOut(name=masked[0], phone=masked[1], address=masked[2], is_masked=True)


def _refund(returning: Return) -> RefundOut | None:
    # What was just written down has not come to a refund.
    refund = refund_of_case(returning.case_id) if returning.known_lines is None else None
    if refund is None:
        return None
    return RefundOut(
        state=refund.state,
        total=text(refund.total_minor, refund.currency),
        approved_at=refund.approved_at,
        approved_by=refund.approved_by_name,
        payout=_payout(payout_of_case(returning.case_id)),
    )


def _payout(payout: Payout | None) -> PayoutOut | None:
    if payout is None:
        return None
    return PayoutOut(
        method=payout.method,
        reference=payout.reference,
        amount=text(payout.amount_minor, payout.currency),
        paid_at=payout.paid_at,
        consent=payout.consent,
        paid_by=payout.paid_by_name,
    )
