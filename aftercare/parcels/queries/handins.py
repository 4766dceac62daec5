"""What was handed in at service points."""

from django.db.models import QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.queries.points import points_of
from aftercare.org.rights import Right
from aftercare.parcels.models import HandIn
from aftercare.parcels.terms import HandInState


def handed_in(actor: Actor) -> QuerySet[HandIn]:
    """The receipts of the points where somebody works, newest first."""
    found = HandIn.objects.select_related("case", "point").order_by("-taken_at", "-pk")
    return found.filter(point__in=points_of(actor)) if actor.may(Right.POINTS_WORK) else found.none()


def lying_here(actor: Actor) -> QuerySet[HandIn]:
    """What has not been sent on yet, longest wait first."""
    return handed_in(actor).filter(state=str(HandInState.TAKEN_OVER)).order_by("taken_at", "pk")


def hand_in_of(case_id: int) -> HandIn | None:
    """The receipt that holds for a case."""
    rows = HandIn.objects.filter(case=case_id).exclude(state=str(HandInState.GIVEN_BACK))
    return rows.select_related("point", "case").first()
