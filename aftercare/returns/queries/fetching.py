"""New goods that buyers fetch at service points."""

from django.db.models import Exists, OuterRef, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.models import ServicePoint
from aftercare.org.queries.points import points_handing_out, points_of
from aftercare.org.rights import Right
from aftercare.returns.models import Dispatch, Fetch, Return
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.terms import DispatchState, FetchState, State

_BEFORE_GOODS_LEAVE = (
    State.SUBMITTED, State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT, State.RECEIVED, State.INSPECTED,
    State.PICKING,
)  # fmt: skip


def fetch_of(case_id: int) -> Fetch | None:
    """Where the buyer fetches the new goods of a case, or fetched them; None when they are sent to him."""
    rows = Fetch.objects.filter(case=case_id).exclude(state=str(FetchState.CALLED_OFF))
    return rows.select_related("point", "case").first()


def choices_of(returning: Return) -> list[ServicePoint]:
    """Where the new goods of an exchange can be fetched, as long as they have not left."""
    if not returning.is_swap or returning.state not in _BEFORE_GOODS_LEAVE or gone_dispatch(returning.case_id):
        return []
    return list(points_handing_out(returning.merchant_id))


def coming_to(actor: Actor) -> QuerySet[Fetch]:
    """What is on its way to the points where somebody works."""
    gone = Dispatch.objects.filter(case=OuterRef("case"), state=str(DispatchState.SHIPPED))
    return _of_points(actor).filter(Exists(gone), state=str(FetchState.CHOSEN))


def waiting_at(actor: Actor) -> QuerySet[Fetch]:
    """What lies there for its buyers, longest wait first."""
    return _of_points(actor).filter(state=str(FetchState.WAITING)).order_by("waits_since", "pk")


def fetched_with(actor: Actor, code: str) -> Fetch | None:
    """What waits at one of his points for who shows this code."""
    said = plain_code(code)
    return waiting_at(actor).filter(code=said).first() if said else None


def plain_code(text: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(text.split()).replace("-", "").upper()


def fetches_visible_to(actor: Actor) -> QuerySet[Fetch]:
    """All of his merchants' for who sees returns, those of his points for who works at a counter."""
    if actor.customer is not None or actor.only_case is not None or not actor.may(Right.RETURNS_SEE):
        return _of_points(actor)
    found = Fetch.objects.select_related("case", "point").order_by("pk")
    return found if actor.merchants is None else found.filter(case__merchant__in=actor.merchants)


def _of_points(actor: Actor) -> QuerySet[Fetch]:
    found = Fetch.objects.select_related("case", "point").order_by("pk")
    return found.filter(point__in=points_of(actor)) if actor.may(Right.POINTS_WORK) else found.none()
