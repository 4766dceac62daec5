"""One return with everything around it."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.catalog.terms import Remedy
from aftercare.kernel.actor import Actor
from aftercare.orders.models import OrderLine
from aftercare.org.rights import Right
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Evidence, Return, ReturnLine, ReturnPolicy, ReviewRule, StockRecord
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.rules.amounts import ceiling
from aftercare.returns.rules.auto_review import Doubt
from aftercare.returns.rules.duties import clash
from aftercare.returns.rules.triggers import Claimant, Triggered, decide_trigger, trusts_from
from aftercare.returns.terms import Condition, Duty, RefundTrigger, State
from aftercare.rows.asking import Ahead, Prepared, ahead, ask, foretell

RIGHT_FOR: dict[str, tuple[Right, ...]] = {
    "approve": (Right.RETURNS_REVIEW,),
    "reject": (Right.RETURNS_REVIEW,),
    "resend": (Right.RETURNS_REVIEW,),
    "approve_again": (Right.RETURNS_REVIEW,),
    "cancel": (Right.RETURNS_CANCEL, Right.OWN_CASES),
    "book_pickup": (Right.RETURNS_SHIP, Right.OWN_CASES),
    "change_pickup": (Right.RETURNS_SHIP, Right.OWN_CASES),
    "call_off_pickup": (Right.RETURNS_SHIP, Right.OWN_CASES),
    "miss_pickup": (Right.RETURNS_SHIP, Right.OWN_CASES),
    "ship": (Right.RETURNS_SHIP, Right.OWN_CASES),
    "correct_tracking": (Right.RETURNS_SHIP, Right.OWN_CASES),
    "receive": (Right.GOODS_RECEIVE,),
    "inspect": (Right.GOODS_RECEIVE,),
    "refuse": (Right.GOODS_RECEIVE,),
    "lose": (Right.RETURNS_REVIEW,),
    "refund_instead": (Right.RETURNS_REVIEW,),
    "start_refund": (Right.REFUNDS_APPROVE,),
    "send_back": (Right.REFUNDS_APPROVE,),
    "complete": (Right.PAYOUTS_RECORD,),
}
"""Any one of the rights lets an actor make the move; OWN_CASES on his own returns only. “lapse” is the system's."""

_IN_MONEY = {"start_refund", "send_back", "complete"}
"""Moves that follow a refund of the whole worth; in an exchange for goods, money is only the difference."""

DUTY_OF: dict[str, Duty] = {
    "approve": Duty.REVIEW,
    "approve_again": Duty.REVIEW,
    "reject": Duty.REVIEW,
    "resend": Duty.REVIEW,
    "refund_instead": Duty.REVIEW,
    "lose": Duty.REVIEW,
    "receive": Duty.RECEIVE,
    "inspect": Duty.RECEIVE,
    "start_refund": Duty.APPROVE,
    "send_back": Duty.APPROVE,
    "complete": Duty.PAY,
}


_AROUND = ("case", "order", "order__shop", "merchant", "customer", "reason", "return_address")


def return_file(actor: Actor, number: str) -> Return | None:
    """The return with this number if the actor may see it, with case, order, merchant, customer and reason."""
    if actor.customer is not None or actor.only_case is not None:
        return _file(actor, number).first()  # buyers are many, and each would have a statement of his own
    return _FILE.first(number, about=actor)


def _file(actor: Actor, number: str) -> QuerySet[Return]:
    return visible_to(actor).filter(number=number).select_related(*_AROUND)


_FILE = Prepared[Return](_file)


def return_by_id(pk: int) -> Return:
    """The return as it is now, with the same around it, for who has just moved it and may not see it any more."""
    return _BY_ID.one(pk)


def return_of_case(case_id: int) -> Return:
    """The return that a case is about."""
    return _OF_CASE.one(case_id)


def returns_of_cases(case_ids: Iterable[int]) -> dict[int, Return]:
    """The returns that several cases are about, by case id, in one query."""
    return {found.case_id: found for found in Return.objects.filter(case__in=list(case_ids))}


def lines_of(returning: Return) -> list[ReturnLine]:
    """The return's lines with their order lines (and accounts)."""
    return _LINES(returning.pk)


def evidence_of(returning: Return) -> list[Evidence]:
    """The photos of a return, first first."""
    return _EVIDENCE(returning.pk)


_BY_ID = Prepared[Return](lambda pk: Return.objects.select_related(*_AROUND).filter(pk=pk))
_OF_CASE = Prepared[Return](lambda case: Return.objects.filter(case=case))
_LINES = Prepared[ReturnLine](
    lambda returning: ReturnLine.objects.filter(returning=returning).select_related("order_line").order_by("pk")
)
_EVIDENCE = Prepared[Evidence](
    lambda returning: Evidence.objects.filter(returning=returning).select_related("file").order_by("added_at", "pk")
)


def evidence_visible_to(actor: Actor, file_id: UUID) -> Evidence | None:
    """The evidence behind a stored file, if the actor may see its return."""
    found = Evidence.objects.filter(file=file_id, returning__in=visible_to(actor).order_by())
    return found.select_related("file").first()


def stock_records_visible_to(actor: Actor) -> QuerySet[StockRecord]:
    """Stock-in records, newest first, for those who see goods."""
    found = StockRecord.objects.select_related("merchant").order_by("-at", "-pk")
    if not actor.may(Right.GOODS_SEE):
        return found.none()
    if actor.stations is not None:
        found = found.filter(returning__return_address__in=actor.stations)
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def asked_and_undecided(order_line_ids: Iterable[int]) -> dict[int, int]:
    """What requests that nobody has decided on ask for, in minor units, by order line; without an entry: nothing."""
    return dict(ask(_UNDECIDED, sorted(order_line_ids), State.SUBMITTED))


def undecided_ahead(order_line_ids: list[int]) -> Ahead:
    """The same question, to be asked in one trip with others."""
    return ahead(_UNDECIDED, sorted(order_line_ids), State.SUBMITTED)


def foretell_undecided(groups: Sequence[list[int]]) -> None:
    """Answer it for the lines of several requests with one question, for each once."""
    asked = asked_and_undecided(sorted({pk for ids in groups for pk in ids}))
    for ids in groups:
        foretell([(pk, asked[pk]) for pk in sorted(ids) if pk in asked], _UNDECIDED, sorted(ids), State.SUBMITTED)


_UNDECIDED = """
SELECT line.order_line_id, sum(line.asked_minor)::bigint FROM returns_returnline AS line
JOIN returns_return AS request ON request.id = line.returning_id
WHERE line.order_line_id = ANY($1::bigint[]) AND request.state = $2 GROUP BY line.order_line_id
"""


def policy_of(merchant_id: int) -> ReturnPolicy:
    """The merchant's policy; an unsaved one with nothing set when it never decided."""
    decided = _POLICY(merchant_id)
    return decided[0] if decided else ReturnPolicy(merchant_id=merchant_id)


def policy_ahead(merchant_id: int) -> Ahead:
    """What `policy_of` asks, to be asked in one trip with other questions."""
    return _POLICY.ahead(merchant_id)


_POLICY = Prepared[ReturnPolicy](lambda merchant: ReturnPolicy.objects.filter(merchant=merchant), is_setting=True)


def claimant_of(returning: Return) -> Claimant:
    """What rules about trust know of who asks."""
    customer = returning.customer
    return Claimant(customer.marks, customer.level, returning.asked_minor, returning.currency)


def goes_same_way(returning: Return) -> bool:
    """Whether the law that decided wants the money to go back by the way by which it was paid."""
    return any(one["about"] == "refund_way" for one in returning.decided.get("findings", ()))


def is_bound_to_way(returning: Return) -> bool:
    """The same for who pays: what was settled elsewhere went as it went."""
    return goes_same_way(returning) and not returning.shop_reference


def asked_on(returning: Return) -> date:
    """The day as of which it was decided: that of the request, for a second parcel that of the first."""
    told = (returning.decided.get("inputs") or {}).get("asked_on")
    return date.fromisoformat(told) if told else timezone.localdate(returning.applied_at)


def trigger_for(returning: Return, policy: ReturnPolicy) -> Triggered:
    """When this return's money goes, if it is approved now."""
    trusts = trusts_from(policy.trust_rules)
    return decide_trigger(RefundTrigger(policy.refund_trigger), trusts, claimant_of(returning))


def doubts_of(merchant_id: int) -> list[Doubt]:
    """What makes a merchant's requests before shipping wait for a person."""
    return [doubt_of(one) for one in ReviewRule.objects.filter(merchant=merchant_id).order_by("pk")]


def doubt_of(rule: ReviewRule) -> Doubt:
    """A rule as the review reads it."""
    return Doubt(Condition(rule.condition), rule.limit, rule.days, rule.word, rule.currency)


def policies_of(merchant_ids: Iterable[int]) -> dict[int, ReturnPolicy]:
    """The policies of several merchants, by merchant id, in one query; unsaved ones for those that never decided."""
    wanted = set(merchant_ids)
    decided = {policy.merchant_id: policy for policy in ReturnPolicy.objects.filter(merchant__in=wanted)}
    return {pk: decided.get(pk) or ReturnPolicy(merchant_id=pk) for pk in wanted}


def duties_done(returning: Return) -> dict[Duty, set[str]]:
    """Who has played which part so far; of a part that was played twice, both."""
    return {
        Duty.REQUEST: {returning.applied_by},
        Duty.REVIEW: {returning.reviewed_by, *returning.reviewed_before},
        Duty.RECEIVE: {returning.received_by, returning.inspected_by},
        Duty.APPROVE: {returning.refund_approved_by},
        Duty.PAY: {returning.paid_by},
    }


def may_make(actor: Actor, action: str, returning: Return) -> bool:
    """Whether the actor holds a right for the move that reaches this return."""
    is_own = actor.owns(customer=returning.customer_id, case=returning.case_id)
    if is_own and Right.OWN_CASES in RIGHT_FOR[action] and actor.may(Right.OWN_CASES):
        return True
    held = any(actor.may(right) for right in RIGHT_FOR[action] if right != Right.OWN_CASES)
    return held and actor.serves(returning.merchant_id) and actor.works_at(returning.return_address_id)


def actions_for(actor: Actor, returning: Return, policy: ReturnPolicy | None = None) -> list[str]:
    """The moves that are legal now and that this actor may make: the buttons, and the API's `actions`.

    The merchant's policy is asked for where it makes a difference.
    """
    mine = [action for action in legal_for(returning) if may_make(actor, action, returning)]
    if not mine or not (policy or policy_of(returning.merchant_id)).separate_people:
        return mine
    return [action for action in mine if not blocked_by(actor, returning, action)]


def legal_for(returning: Return) -> list[str]:
    """The moves that people may make from here; what follows the new goods of an exchange is made with these."""
    known = [action for action in lifecycle_of(returning.kind).actions(returning.state) if action in RIGHT_FOR]
    legal = [
        action for action in known if not (_money_forbids(action, returning) or _reason_forbids(action, returning))
    ]
    if returning.kind != Kind.EXCHANGE:
        return legal
    shut = _IN_MONEY if returning.is_swap else {"refund_instead"}
    if returning.is_advance and gone_dispatch(returning.case_id):
        shut = shut | {"cancel", "refund_instead"}
    return [action for action in legal if action not in shut]


def _money_forbids(action: str, returning: Return) -> bool:
    """Who has been paid ahead sends the goods or pays back; he does not cancel."""
    return action == "cancel" and returning.paid_ahead_at is not None


def _reason_forbids(action: str, returning: Return) -> bool:
    """Goods are sent again without a return only where the reason allows it."""
    return action == "resend" and not returning.reason.allows(Remedy.RESEND)


def blocked_by(actor: Actor, returning: Return, action: str) -> Duty | None:
    """The duty that this actor has played already and that keeps him from the move."""
    duty = DUTY_OF.get(action)
    if duty is None:
        return None
    if actor.owns(customer=returning.customer_id, case=returning.case_id):
        return Duty.REQUEST  # whoever wrote the request down, it is his own money
    return clash(duty, actor.key, duties_done(returning))


def ceilings(lines: Iterable[ReturnLine]) -> dict[int, int]:
    """The most that may be promised per return line, by its id, in minor units."""
    return {line.pk: _ceiling(line, line.order_line) for line in lines}


def _ceiling(line: ReturnLine, account: OrderLine) -> int:
    return ceiling(worth=line.asked_minor, paid=account.paid_minor, granted_elsewhere=account.granted_minor)
