"""Everything about one refund that its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.billing.models import Payout, Refund, RefundLine
from aftercare.billing.queries.orders import gateway_for
from aftercare.billing.queries.refunds import lines_of, payout_of_case
from aftercare.billing.terms import RefundState
from aftercare.journal.queries.history import history_of_case
from aftercare.kernel.actor import Actor
from aftercare.orders.models import OrderLine
from aftercare.orders.queries.accounts import lines_behind
from aftercare.org.rights import Right
from aftercare.returns.models import Evidence, Return, ReturnLine
from aftercare.returns.queries.detail import evidence_of, goes_same_way, policy_of, return_of_case
from aftercare.returns.queries.detail import lines_of as return_lines_of
from aftercare.returns.queries.reviews import Decided, reviews_in
from aftercare.returns.terms import WITHOUT_GOODS
from aftercare.web.decision_words import consent_words
from aftercare.web.finance.orders import OrderCard, order_cards
from aftercare.web.finance.rows import why_locked
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import KV, OwedBar, Photo, Step, StepState, Text
from aftercare.web.system_names import named
from aftercare.web.words import GRADE, PAY_METHOD, REFUND_STATE, Word

NEXT: dict[str, tuple[str, Right]] = {
    RefundState.TO_APPROVE: ("start_refund", Right.REFUNDS_APPROVE),
    RefundState.TO_PAY: ("complete", Right.PAYOUTS_RECORD),
    RefundState.AT_GATEWAY: ("complete", Right.PAYOUTS_RECORD),
}
"""What is done next in a state, and the right it needs."""

WAITS_FOR: dict[str, Text] = {
    RefundState.TO_APPROVE: gettext_lazy("Finance's turn"),
    RefundState.TO_PAY: gettext_lazy("Cashier's turn"),
    RefundState.SENT_BACK: gettext_lazy("Operations' turn"),
    RefundState.AT_GATEWAY: gettext_lazy("Gateway's turn"),
}


@dataclass(frozen=True)
class Line:
    """One line of the refund with what the dock found and what its owed-back account says; freight has no goods."""

    paid: RefundLine
    owed: OwedBar
    goods: ReturnLine | None
    grade: Word | None

    @property
    def differs(self) -> bool:
        """Whether the dock found something else than was promised."""
        goods = self.goods
        return goods is not None and not (goods.quantity == goods.counted == goods.accepted and not goods.damaged)

    @property
    def below_price(self) -> int:
        """By how much less goes back than the price of the pieces: discounts, or an amount agreed with the buyer."""
        return self.paid.unit_price_minor * self.paid.quantity - self.paid.amount_minor


@dataclass(frozen=True)
class RefundFile:
    """One refund as this reader sees it."""

    refund: Refund
    returning: Return
    goes_same_way: bool
    lines: Sequence[Line]
    steps: Sequence[Step]
    facts: Sequence[KV]
    photos: Sequence[Photo]
    payout: Payout | None
    may_act: bool
    locked: Text
    orders: Sequence[OrderCard]
    may_order: bool

    @property
    def word(self) -> Word:
        """Its state, with tone and glyph."""
        return REFUND_STATE[self.refund.state]

    @property
    def waits_for(self) -> Text:
        """Whose turn it is."""
        if self.order and self.order.needs_people:
            return WAITS_FOR[RefundState.TO_PAY]
        return WAITS_FOR.get(self.refund.state, "")

    @property
    def order(self) -> OrderCard | None:
        """What the payout gateway has been told, while it has the refund."""
        return self.orders[0] if self.orders and self.refund.state == RefundState.AT_GATEWAY else None

    @property
    def past_orders(self) -> Sequence[OrderCard]:
        """What was tried with a gateway before."""
        return self.orders[1:] if self.order else self.orders

    @property
    def differing(self) -> list[Line]:
        """The lines on which the dock found something else than was promised."""
        return [line for line in self.lines if line.differs]

    @property
    def is_to_approve(self) -> bool:
        return self.refund.state == RefundState.TO_APPROVE

    @property
    def is_to_pay(self) -> bool:
        return self.refund.state == RefundState.TO_PAY

    @property
    def is_sent_back(self) -> bool:
        return self.refund.state == RefundState.SENT_BACK


def refund_file(refund: Refund, actor: Actor) -> RefundFile:
    """Everything about one refund, in a fixed number of queries."""
    returning = return_of_case(refund.case_id)
    payout = payout_of_case(refund.case_id)
    action, right = NEXT.get(refund.state, ("", None))
    may_act = right is not None and actor.may(right)
    policy = policy_of(refund.merchant_id)
    return RefundFile(
        refund=refund,
        returning=returning,
        goes_same_way=goes_same_way(returning),
        lines=_lines(refund, returning),
        steps=_steps(refund, returning, payout),
        facts=_facts(refund, returning, actor),
        photos=[_photo(piece) for piece in evidence_of(returning)],
        payout=payout,
        may_act=may_act,
        locked=why_locked(actor, returning, policy, action) if may_act else "",
        orders=order_cards(refund),
        may_order=may_act and refund.state == RefundState.TO_PAY and gateway_for(refund.merchant_id) is not None,
    )


def payout_facts(payout: Payout) -> list[KV]:
    """How the money went out."""
    return [
        KV(_("Way of payment"), PAY_METHOD.get(payout.method, payout.method)),
        KV(_("Reference"), payout.reference, css="mono"),
        KV(_("Recorded by"), named(payout.paid_by_name)),
        *([KV(_("Buyer's consent to this way"), payout.consent)] if payout.consent else []),
    ]


def _lines(refund: Refund, returning: Return) -> list[Line]:
    paid = lines_of([refund.pk])[refund.pk]
    behind = lines_behind([line.grant_id for line in paid])
    goods = {line.order_line_id: line for line in return_lines_of(returning)}
    return [_line(line, behind[line.grant_id], goods, refund.currency) for line in paid]


def _line(paid: RefundLine, account: OrderLine, goods: dict[int, ReturnLine], currency: str) -> Line:
    found = None if paid.is_freight else goods.get(account.pk)
    owed = OwedBar(currency, account.paid_minor, account.granted_minor - paid.amount_minor, paid.amount_minor)
    return Line(paid, owed, found, GRADE.get(found.grade) if found else None)


def _steps(refund: Refund, returning: Return, payout: Payout | None) -> list[Step]:
    done, todo = StepState.DONE, StepState.TODO
    began = [Step(_("Asked for"), done, refund.applied_at), *_reviews(refund, returning)]
    if refund.state == RefundState.REVOKED:
        return began
    approving = StepState.NOW if refund.state == RefundState.TO_APPROVE else todo
    paying = StepState.NOW if refund.state in (RefundState.TO_PAY, RefundState.AT_GATEWAY) else todo
    return [
        *began,
        Step(_("Finance review"), done, refund.approved_at, named(refund.approved_by_name))
        if refund.approved_at
        else Step(_("Finance review"), approving),
        Step(_("Paid out"), done, payout.paid_at, named(payout.paid_by_name))
        if payout
        else Step(_("Paid out"), paying),
    ]


def _reviews(refund: Refund, returning: Return) -> list[Step]:
    """Operations' decision, the goods, and operations' second decision where finance has asked for one."""
    done, again = StepState.DONE, _("Second review")
    reviews = reviews_in(history_of_case(refund.case_id))
    first = reviews.first or Decided(refund.operations_reviewed_at, returning.reviewed_by_name)
    steps = [Step(_("Operations review"), done, first.at, named(first.who))]
    if returning.kind not in WITHOUT_GOODS:
        steps.append(_goods(returning))
    if refund.state == RefundState.SENT_BACK:
        return [*steps, Step(again, StepState.WAIT, note=_("looks again"))]
    if refund.state == RefundState.REVOKED:
        return [*steps, Step(_("Revoked"), StepState.BAD, returning.state_since, returning.reviewed_by_name)]
    return [*steps, Step(again, done, reviews.again.at, reviews.again.who)] if reviews.again else steps


def _goods(returning: Return) -> Step:
    """The count at the dock; where the money goes ahead it may be still to come, or never have come."""
    if returning.inspected_at:
        return Step(_("Goods accepted"), StepState.DONE, returning.inspected_at, returning.received_by_name)
    return Step(_("Goods"), StepState.WAIT, note=_("still to come: the money goes ahead"))


def _facts(refund: Refund, returning: Return, actor: Actor) -> list[KV]:
    file = address_of("returns-list") and actor.may(Right.RETURNS_SEE)
    return [
        KV(_("Return"), refund.number, url=reverse("return-detail", args=[refund.number]) if file else ""),
        KV(_("Order"), refund.order_number, css="mono"),
        KV(_("Merchant"), refund.merchant.name),
        KV(_("Buyer"), refund.customer.name, mask="name"),
        KV(_("Buyer's consent"), consent_words(returning.consent))
        if returning.agreed_words
        else KV(_("Remark"), returning.remark),
    ]


def _photo(piece: Evidence) -> Photo:
    alt = _("Photo from the dock") if piece.from_dock else _("Photo from the buyer")
    return Photo(reverse("photo", args=[piece.file_id]), reverse("photo-thumb", args=[piece.file_id]), alt)
