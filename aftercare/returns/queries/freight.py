"""Who pays the way back of a return, and its prepaid label."""

from aftercare.parcels.models import Label
from aftercare.parcels.queries.freight import fetched_by_ours, is_first_freight
from aftercare.parcels.queries.labels import label_of, labels_left
from aftercare.returns.models import Return
from aftercare.returns.rules.freight import WayBack, way_back
from aftercare.returns.terms import WITHOUT_GOODS, State


def way_back_of(returning: Return) -> WayBack:
    """Who pays, as everything that asks is answered."""
    case = returning.case_id
    return way_back(returning.freight_payer, is_first=is_first_freight(case), ours_fetches=fetched_by_ours(case))


def may_have_label(returning: Return) -> bool:
    """Whether a label can be made: goods are to come by parcel, and the company pays for it by decision."""
    is_parcel = returning.kind not in WITHOUT_GOODS and not returning.not_received
    if not is_parcel or returning.state != State.APPROVED or not returning.return_text:
        return False
    return way_back_of(returning).is_ours and (label_of(returning.case_id) is not None or labels_left())


def label_for(returning: Return) -> Label | None:
    """The label that was made, as long as it is of use."""
    return label_of(returning.case_id) if returning.state in (State.APPROVED, State.IN_TRANSIT) else None
