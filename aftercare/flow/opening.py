"""How the case of an order is opened, whatever is asked for: contact and address as the order has them now."""

from collections.abc import Mapping

from aftercare.cases.commands.opening import Opening
from aftercare.cases.terms import Channel, Kind
from aftercare.orders.models import Order

PREFIX: Mapping[Kind, str] = {
    Kind.RETURN_REFUND: "RT",
    Kind.REFUND_ONLY: "RF",
    Kind.EXCHANGE: "EX",
    Kind.COMPENSATION: "CP",
}
"""How the service number of each kind begins."""


def opening_for(order: Order, kind: Kind, channel: Channel) -> Opening:
    """What a case of this kind about this order begins with."""
    return Opening(
        kind=kind,
        channel=channel,
        prefix=PREFIX[kind],
        merchant_id=order.merchant_id,
        customer_id=order.customer_id,
        contact=order.recipient,
        phone=order.phone,
        address=order.address,
    )
