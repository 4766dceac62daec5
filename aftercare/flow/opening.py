"""How the case of an order is opened, whatever is asked for: contact and address as the order has them now."""

from collections.abc import Mapping

from aftercare.cases.commands.opening import RUNNING_NUMBER, Opening
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel, Kind
from aftercare.orders.models import Order
from aftercare.returns.models import Return, ReturnLine
from aftercare.rows.commands import sequence_of

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


def numbers_for(requests: int, *, lines: int) -> dict[str, int]:
    """How many numbers of each sequence it takes to open so many requests with so many lines together."""
    each = (RUNNING_NUMBER, sequence_of(Case), sequence_of(Return))
    return dict.fromkeys(each, requests) | {sequence_of(ReturnLine): lines}
