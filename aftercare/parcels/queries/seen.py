"""Whether anybody but the buyer ever had the goods that are said to be on their way back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.parcels.models import HandIn, Parcel
from aftercare.parcels.terms import Direction, HandInState


def was_seen(case_id: int) -> bool:
    """Whether a carrier scanned a parcel of the case, or a service point has taken its goods over."""
    return _held(case_id).exists() or handed_in(case_id).exists()


def is_seen() -> Q:
    """The same as a condition on rows that have a `case`."""
    return Q(Exists(_held(OuterRef("case")))) | Q(Exists(handed_in(OuterRef("case"))))


def handed_in(case_id: int | OuterRef) -> QuerySet[HandIn]:
    """What service points took over and did not give back to the buyer."""
    return HandIn.objects.filter(case=case_id).exclude(state=str(HandInState.GIVEN_BACK))


def _held(case_id: int | OuterRef) -> QuerySet[Parcel]:
    return Parcel.objects.filter(case=case_id, direction=Direction.BACK, held_at__isnull=False)
