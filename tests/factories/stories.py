"""A return taken to a given point of its life."""

from datetime import datetime, timedelta

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.cases.terms import Channel
from aftercare.flow.return_goods import apply_for_return, approve_again, take_in_goods
from aftercare.flow.settlement import approve_refund, send_refund_back
from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import Parcel, ship
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, Wanted
from tests.factories.people import DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, goods

PARCEL = Parcel(carrier="Demo Post", tracking_number="DP123456789GB")


def applied(place: Scene, bought: Order, *quantities: int, by: Actor | None = None, at: datetime = MONDAY) -> Return:
    """The buyer asked for so many pieces of each line in turn."""
    wanted = [Wanted(line.pk, n) for line, n in zip(goods(bought), quantities or (1,), strict=False) if n]
    application = Application(wanted=wanted, reason=place.reason, remark="Does not fit")
    who = by or buyer(bought.customer_id)
    return apply_for_return(bought, application, channel=Channel.PORTAL, by=who, at=at)


def approved(place: Scene, bought: Order, *quantities: int) -> Return:
    """Operations said yes to everything asked."""
    returning = applied(place, bought, *quantities)
    return approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY + timedelta(hours=1))


def shipped(place: Scene, bought: Order, *quantities: int) -> Return:
    """The buyer sent the goods."""
    returning = approved(place, bought, *quantities)
    return ship(returning, PARCEL, by=buyer(bought.customer_id), at=MONDAY + timedelta(hours=2))


def all_good(returning: Return) -> list[Counted]:
    """A count in which everything came as new."""
    return [Counted(line.pk, line.quantity, line.quantity, 0, Grade.AS_NEW) for line in lines_of(returning)]


def inspected(place: Scene, bought: Order, *quantities: int) -> Return:
    """The dock took everything in."""
    returning = shipped(place, bought, *quantities)
    return take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY + timedelta(days=2))


def reviewed_twice(place: Scene, bought: Order, *quantities: int) -> Return:
    """Finance sent it back, and operations confirmed the amount two days after the count."""
    returning = inspected(place, bought, *quantities)
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Is this the right amount?", by=FINANCE, at=MONDAY + timedelta(days=3))
    returning = Return.objects.get(pk=returning.pk)
    return approve_again(returning, Decision(), by=REVIEWER, at=MONDAY + timedelta(days=4))


def to_pay(place: Scene, bought: Order, *quantities: int) -> Refund:
    """Finance approved; the cashier is next."""
    refund = refund_of_case(inspected(place, bought, *quantities).case_id)
    assert refund
    return approve_refund(refund, by=FINANCE, at=MONDAY + timedelta(days=2, hours=1))
