"""Returns over the counter: a shop or service point takes the goods over, and they travel to the dock from there."""

from datetime import datetime

from django.db import transaction

from aftercare.flow.early_refund import refund_when
from aftercare.flow.scans import CARRIER
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import locked
from aftercare.org.models import ServicePoint
from aftercare.parcels.commands.handins import Handed, take_over
from aftercare.parcels.models import HandIn
from aftercare.returns.commands.sending import carried_off
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.terms import Method, RefundTrigger


@transaction.atomic
def hand_in_goods(returning: Return, point: ServicePoint, handed: Handed, *, by: Actor, at: datetime) -> HandIn:
    """Take the goods over with a receipt. They are on their way from now on, known to the dock by its number.

    For the money this is what a carrier's pick-up scan is: somebody of ours has the goods.
    """
    returning = locked(returning)
    lifecycle_of(returning.kind).target("ship", returning.state)
    receipt = take_over(returning.case, point, handed, by=by, at=at)
    returning = carried_off(
        returning, point.name[:60], receipt.number, since=at, method=Method.HAND_IN, by=CARRIER, at=at
    )
    refund_when(returning, RefundTrigger.PICKUP_SCAN, by=CARRIER, at=at)
    return receipt
