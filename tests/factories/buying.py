"""Orders bought lately, by somebody who can sign in or holds a link: for pages, whose clock is the real one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from aftercare.cases.models import Case
from aftercare.customers.commands import Buyer, link_member
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.commands.intake import take_order
from aftercare.orders.models import Order
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return
from tests.factories.people import REVIEWER, member
from tests.factories.shop import CASE, HEADPHONES, Scene
from tests.factories.stories import applied

_numbers = count(1)


def bought_lately(
    place: Scene,
    *,
    signed_days_ago: int | None = 2,
    account: str = "lin.demo",
    name: str = "林小雨",
    lines: tuple[NewLine, ...] = (HEADPHONES, CASE),
    number: str = "",
) -> Order:
    """A paid and shipped order; `signed_days_ago` None means that the parcel has not arrived yet."""
    now = timezone.now()
    signed_at = None if signed_days_ago is None else now - timedelta(days=signed_days_ago)
    sent_at = (signed_at or now) - timedelta(days=1)
    new = NewOrder(
        number=number or f"99{next(_numbers):06d}",
        buyer=Buyer(account=account, name=name, phone="+447700900142"),
        ordered_at=sent_at - timedelta(days=1),
        currency="GBP",
        lines=lines,
        paid_at=sent_at - timedelta(days=1),
        shipped_at=sent_at,
        signed_at=signed_at,
        recipient=name,
        phone="+447700900142",
        address="7 Example Road, Demo City",
    )
    return take_order(place.shop, new, region="GB", by=SYSTEM, at=now).order


def account_of(order: Order, *, email: str = "lin@example.com") -> Member:
    """A sign-in for the order's buyer."""
    found = member(Role.BUYER, email=email)
    link_member(order.customer, found.pk)
    return found


@dataclass(frozen=True)
class Sendable:
    """An approved return, its case, and when it was approved."""

    returning: Return
    case: Case
    at: datetime


def sendable(place: Scene, order: Order, *quantities: int) -> Sendable:
    """The buyer asked and operations said yes just now."""
    now = timezone.now()
    returning = applied(place, order, *quantities, at=now - timedelta(hours=2))
    returning = approve(returning, Decision(address=place.address), by=REVIEWER, at=now - timedelta(hours=1))
    return Sendable(returning, returning.case, now)
