"""Every kind of record that can stand still: its tables, and which of its records an actor sees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.billing.lifecycle import CHARGE, DIFFERENCE, OVERPAID, PAYOUT_ORDER, REFUND
from aftercare.billing.models import Charge, Difference, Overpaid, PayoutOrder, Refund
from aftercare.billing.queries.charges import visible_to as charges_visible_to
from aftercare.billing.queries.orders import visible_to as orders_visible_to
from aftercare.billing.queries.overpaid import overpaid_visible_to
from aftercare.billing.queries.refunds import visible_to as refunds_visible_to
from aftercare.billing.queries.statements import differences_visible_to
from aftercare.billing.terms import RefundState
from aftercare.cases.lifecycle import REFERRAL
from aftercare.cases.models import Referral
from aftercare.cases.queries.referrals import visible_to as referrals_visible_to
from aftercare.duties.lifecycle import BY_KIND as TASKS
from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import visible_to as tasks_visible_to
from aftercare.kernel.actor import Actor
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.moves.models import Moving
from aftercare.org.rights import Right
from aftercare.parcels.lifecycle import FIND, HAND_IN
from aftercare.parcels.models import Find, HandIn
from aftercare.parcels.queries.finds import finds_visible_to
from aftercare.parcels.queries.handins import handed_in
from aftercare.returns.lifecycle import BY_KIND as RETURNS
from aftercare.returns.lifecycle import DISPATCH, FETCH, OFFER
from aftercare.returns.models import CompensationOffer, Dispatch, Fetch, Return
from aftercare.returns.queries.dispatching import dispatches_visible_to
from aftercare.returns.queries.fetching import fetches_visible_to
from aftercare.returns.queries.listing import visible_to as returns_visible_to
from aftercare.returns.terms import DispatchState, State


@dataclass(frozen=True)
class Source:
    """A kind of record: its `tables` by its kind (one for all under the empty word), what a row is shown `along`."""

    model: type[Moving]
    tables: Mapping[str, Lifecycle]
    seen: Callable[[Actor], QuerySet[Any]]
    along: Sequence[str] = ()

    @property
    def has_kinds(self) -> bool:
        """Whether its kinds go different ways."""
        return "" not in self.tables

    def kind_of(self, row: Any) -> str:
        """By which table a record goes."""
        return str(row.kind) if self.has_kinds else ""


def _returns(actor: Actor) -> QuerySet[Return]:
    """Without those that wait for a record of their own to move: its refund, or its goods on their way out."""
    paying = Refund.objects.filter(
        case=OuterRef("case"),
        state__in=[str(RefundState.TO_APPROVE), str(RefundState.TO_PAY), str(RefundState.AT_GATEWAY)],
    )
    leaving = Dispatch.objects.filter(
        case=OuterRef("case"),
        state__in=[str(DispatchState.TO_PICK), str(DispatchState.PICKING), str(DispatchState.SHIPPED)],
    )
    for_money = Q(Exists(paying), state__in=[str(State.INSPECTED), str(State.REFUNDING)])
    for_goods = Q(Exists(leaving), state__in=[str(State.INSPECTED), str(State.PICKING), str(State.SHIPPED)])
    return returns_visible_to(actor).exclude(for_money | for_goods)


def _refunds(actor: Actor) -> QuerySet[Refund]:
    """Without those that a gateway has, or that were sent back: its order and the return stand for them."""
    return refunds_visible_to(actor).exclude(state__in=[str(RefundState.AT_GATEWAY), str(RefundState.SENT_BACK)])


def _offers(actor: Actor) -> QuerySet[CompensationOffer]:
    """Those of the returns that somebody reads."""
    found = CompensationOffer.objects.all()
    mine = returns_visible_to(actor).order_by().values("pk")
    return found.filter(returning__in=mine) if actor.may(Right.RETURNS_SEE) else found.none()


SOURCES: Mapping[str, Source] = {
    "return": Source(Return, RETURNS, _returns, ("merchant",)),
    "refund": Source(Refund, {"": REFUND}, _refunds, ("merchant",)),
    "payout": Source(PayoutOrder, {"": PAYOUT_ORDER}, orders_visible_to, ("refund__merchant",)),
    "charge": Source(Charge, {"": CHARGE}, charges_visible_to, ("merchant",)),
    "overpaid": Source(Overpaid, {"": OVERPAID}, overpaid_visible_to, ("merchant",)),
    "difference": Source(Difference, {"": DIFFERENCE}, differences_visible_to, ("line", "payout__refund__merchant")),
    "dispatch": Source(Dispatch, {"": DISPATCH}, dispatches_visible_to, ("merchant", "case")),
    "fetch": Source(Fetch, {"": FETCH}, fetches_visible_to, ("case__merchant",)),
    "offer": Source(CompensationOffer, {"": OFFER}, _offers, ("returning__merchant",)),
    "decision": Source(Referral, {"": REFERRAL}, referrals_visible_to, ("case__merchant",)),
    "find": Source(Find, {"": FIND}, finds_visible_to, ("merchant",)),
    "hand-in": Source(HandIn, {"": HAND_IN}, handed_in, ("case__merchant",)),
    "task": Source(Task, TASKS, tasks_visible_to, ("owner", "customer")),
}
"""By the word in addresses. A case goes with its return, a courier who is booked with the return that he fetches."""
