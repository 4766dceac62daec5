"""Who pays the way back of a return, its prepaid label, and the freight of the delivery that may go back with it."""

from aftercare.cases.terms import Kind
from aftercare.orders.models import OrderLine
from aftercare.parcels.models import Label
from aftercare.parcels.queries.freight import fetched_by_ours, is_first_freight
from aftercare.parcels.queries.labels import label_of, labels_left
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of, policy_of
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import locked_extras
from aftercare.returns.rules.freight import WayBack, way_back
from aftercare.returns.terms import WITHOUT_GOODS, Extra, State


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


def freight_choice(returning: Return) -> bool | None:
    """Whether the freight of the delivery goes back by policy or law; None where the reviewer decides."""
    return locked_extras(terms_of(policy_of(returning.merchant_id), returning.order.shop_id)).get(Extra.FREIGHT)


def brings_goods(returning: Return) -> bool:
    """Whether anything that was bought comes with it; gifts alone were sent along, and bear no freight."""
    return any(not line.order_line.is_gift for line in lines_of(returning))


def freight_left(returning: Return) -> int:
    """What of the order's freight was not promised to anybody yet, in minor units."""
    lines = OrderLine.objects.filter(order=returning.order_id, is_freight=True)
    return sum(line.paid_minor - line.granted_minor for line in lines)


def freight_with_whole_order(returning: Return) -> int:
    """The freight that may go back with this request before shipping, in minor units: all of it once nothing of the
    order is to be sent any more and no other request waits, else none.
    """
    lines = list(OrderLine.objects.filter(order=returning.order_id))
    others = Return.objects.filter(order=returning.order_id, kind=Kind.REFUND_ONLY, state=State.SUBMITTED)
    if any(line.goods_called_off < line.quantity for line in lines if not (line.is_freight or line.is_gift)):
        return 0
    if others.exclude(pk=returning.pk).exists():
        return 0
    return sum(line.paid_minor - line.granted_minor for line in lines if line.is_freight)


def freight_to_lower(returning: Return) -> int:
    """Of the usual freight what the buyer can be asked to leave, in minor units: none where policy or law give it back
    whole.
    """
    is_locked = returning.kind == Kind.RETURN_REFUND and freight_choice(returning) is True
    return 0 if is_locked else usual_freight(returning)


def usual_freight(returning: Return) -> int:
    """The freight that goes back unless the buyer agrees to less, in minor units: as promised, all of a whole order
    that is called off, else none, since it is the reviewer's to give.
    """
    if returning.state == State.REVIEW_AGAIN:
        return returning.freight_minor
    return freight_with_whole_order(returning) if returning.kind == Kind.REFUND_ONLY else 0
