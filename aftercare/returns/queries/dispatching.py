"""What the warehouse has to send, and what it has sent."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.lifecycle import DISPATCH
from aftercare.returns.models import Dispatch, DispatchLine
from aftercare.returns.terms import DISPATCH_GONE, DISPATCH_OPEN, DispatchState
from aftercare.rows.asking import Prepared

RIGHT_FOR_DISPATCH: dict[str, tuple[Right, ...]] = {
    "release": (Right.RETURNS_SHIP, Right.RETURNS_REVIEW),
    "pick": (Right.GOODS_SEND,),
    "put_back": (Right.GOODS_SEND,),
    "send_out": (Right.GOODS_SEND,),
    "correct_tracking": (Right.GOODS_SEND,),
    "confirm": (Right.RETURNS_SHIP, Right.OWN_CASES),
}
"""Any one of the rights lets an actor make the move; OWN_CASES on his own only. “call_off” follows the return."""


def dispatches_visible_to(actor: Actor) -> QuerySet[Dispatch]:
    """Dispatches for who sees goods or returns, confined to his merchants, in no sequence."""
    found = Dispatch.objects.select_related("merchant", "case")
    if actor.only_case is not None or not (actor.may(Right.GOODS_SEE) or actor.may(Right.RETURNS_SEE)):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def to_pick(actor: Actor) -> QuerySet[Dispatch]:
    """What may be picked or is being picked: the agreed day first, then who waits longest."""
    states = [str(DispatchState.TO_PICK), str(DispatchState.PICKING)]
    found = dispatches_visible_to(actor).filter(state__in=states)
    return found.order_by(F("deliver_on").asc(nulls_last=True), "asked_at", "pk")


def held(actor: Actor) -> QuerySet[Dispatch]:
    """What waits for a payment or for an agent's word."""
    return dispatches_visible_to(actor).filter(state=str(DispatchState.HELD)).order_by("asked_at", "pk")


def sent(actor: Actor) -> QuerySet[Dispatch]:
    """What has left, newest first."""
    return dispatches_visible_to(actor).filter(shipped_at__isnull=False).order_by("-shipped_at", "-pk")


def lines_of_dispatch(dispatch: Dispatch) -> QuerySet[DispatchLine]:
    """What shall be in the parcel."""
    return DispatchLine.objects.filter(dispatch=dispatch).order_by("pk")


def lines_of_dispatches(ids: Iterable[int]) -> dict[int, list[DispatchLine]]:
    """What is in several parcels, by dispatch id, in one query."""
    found: dict[int, list[DispatchLine]] = {pk: [] for pk in ids}
    for line in DispatchLine.objects.filter(dispatch__in=list(found)).order_by("pk"):
        found[line.dispatch_id].append(line)
    return found


def dispatches_of_case(case_id: int) -> list[Dispatch]:
    """Every dispatch of a case, first first."""
    return _OF_CASE(case_id)


_OF_CASE = Prepared[Dispatch](lambda case: Dispatch.objects.filter(case=case).select_related("order").order_by("pk"))


def open_dispatch(case_id: int) -> Dispatch | None:
    """What shall leave on a case and has not yet."""
    return _OPEN.first(case_id)


def gone_dispatch(case_id: int) -> Dispatch | None:
    """What has left last on a case."""
    return _GONE.first(case_id)


def _in_states(case: int, states: Iterable[str]) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(case=case, state__in=[str(state) for state in states])


_OPEN = Prepared[Dispatch](lambda case: _in_states(case, DISPATCH_OPEN).order_by("pk")[:1])
_GONE = Prepared[Dispatch](lambda case: _in_states(case, DISPATCH_GONE).select_related("order").order_by("-pk")[:1])


def unconfirmed(on: date) -> QuerySet[Dispatch]:
    """What counts as received by now, since its buyer said nothing in the time his merchant gives."""
    due = Dispatch.objects.filter(state=str(DispatchState.SHIPPED), confirm_due_on__lte=on)
    return due.order_by("confirm_due_on", "pk")


def may_make_dispatch(actor: Actor, action: str, dispatch: Dispatch) -> bool:
    """Whether the actor holds a right for the move that reaches this dispatch."""
    rights = RIGHT_FOR_DISPATCH[action]
    is_own = actor.owns(customer=dispatch.customer_id, case=dispatch.case_id)
    if is_own and Right.OWN_CASES in rights and actor.may(Right.OWN_CASES):
        return True
    held_right = any(actor.may(right) for right in rights if right != Right.OWN_CASES)
    return held_right and actor.serves(dispatch.merchant_id)


def dispatch_actions(actor: Actor, dispatch: Dispatch) -> list[str]:
    """The moves that are legal now and that this actor may make."""
    legal = [action for action in DISPATCH.actions(dispatch.state) if action in RIGHT_FOR_DISPATCH]
    return [action for action in legal if may_make_dispatch(actor, action, dispatch)]
