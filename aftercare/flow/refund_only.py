"""Refund only: paid, not sent, not wanted any more. Approved by itself unless a rule doubts it, closed in seconds."""

from datetime import datetime

from aftercare.cases.commands.opening import open_case
from aftercare.cases.queries.file import days_since_past_cases
from aftercare.cases.terms import Channel, Kind, Outcome, Room
from aftercare.flow.opening import opening_for
from aftercare.flow.passing import pass_to_settlement
from aftercare.flow.settlement import approve_refund
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.returns.commands import applying, reviewing
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import doubts_of, policy_of
from aftercare.returns.queries.freight import freight_with_whole_order
from aftercare.returns.rules.auto_review import Request, Verdict, decide
from aftercare.rows.commands import together
from aftercare.rows.whole import whole

REVIEW = Actor(ActorKind.SYSTEM, 2, "Automatic review", frozenset({str(Right.RETURNS_REVIEW)}))
FINANCE = Actor(ActorKind.SYSTEM, 3, "Automatic approval", frozenset({str(Right.REFUNDS_APPROVE)}))


@together()
def apply_for_refund(order: Order, application: Application, *, channel: Channel, by: Actor, at: datetime) -> Return:
    """Open a case for pieces that shall not be sent any more, and decide on it at once where the rules allow."""
    window = applying.check_application(order, application, kind=Kind.REFUND_ONLY, by=by, at=at)
    opening = opening_for(order, Kind.REFUND_ONLY, channel)
    case = open_case(opening, room=Room.RETURNS, by=by, at=at)
    returning = applying.submit(case, order, application, window, by=by, at=at)
    verdict = _verdict(returning, at=at)
    returning = reviewing.note_verdict(returning, verdict.rule, by=REVIEW, at=at)
    return approve(returning, Decision(), by=REVIEW, at=at) if verdict.is_approved else returning


@whole()
def approve(returning: Return, decision: Decision, *, seen: int | None = None, by: Actor, at: datetime) -> Return:
    """Promise the money and put it before finance; where finance need not look, it is approved at once."""
    returning = reviewing.approve(returning, decision, seen=seen, by=by, at=at)
    refund = pass_to_settlement(returning, Outcome.APPROVED, by=by, at=at)
    if policy_of(returning.merchant_id).finance_sees_refund_only:
        return returning
    approve_refund(refund, by=FINANCE, at=at)
    return Return.objects.get(pk=returning.pk)


def _verdict(returning: Return, *, at: datetime) -> Verdict:
    policy, customer = policy_of(returning.merchant_id), returning.customer
    request = Request(
        amount_minor=returning.asked_minor + freight_with_whole_order(returning),
        currency=returning.currency,
        reason=returning.reason.code,
        marks=customer.marks,
        recent=days_since_past_cases(customer.pk, at=at, except_case=returning.case_id),
    )
    return decide(request, doubts_of(returning.merchant_id), is_on=policy.approves_refund_only)
