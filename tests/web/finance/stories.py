"""Refunds as the finance desk meets them, and people to meet them with."""

from datetime import timedelta

from django.test import Client

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow.settlement import pay_refund, send_refund_back
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from tests.factories.people import CASHIER, FINANCE, MONDAY, member
from tests.factories.shop import Scene, order
from tests.factories.stories import inspected, to_pay


def to_approve(place: Scene, *quantities: int) -> Refund:
    """A refund that waits for finance."""
    found = refund_of_case(inspected(place, order(place), *quantities).case_id)
    assert found
    return found


def payable(place: Scene, *quantities: int) -> Refund:
    """A refund that waits for the cashier."""
    return to_pay(place, order(place), *quantities)


def paid(place: Scene, reference: str = "BACS 1") -> Refund:
    """A refund that was paid."""
    refund = payable(place)
    pay_refund(refund, Sent(PayMethod.BANK, reference), by=CASHIER, at=MONDAY + timedelta(days=3))
    refund.refresh_from_db()
    return refund


def sent_back(place: Scene, reason: str = "The amount does not match the receipt.") -> Refund:
    """A refund that finance did not agree to."""
    return send_refund_back(to_approve(place), reason, by=FINANCE, at=MONDAY + timedelta(days=3))


def someone(role: Role, *, email: str = "", merchants: tuple[Merchant, ...] = ()) -> Client:
    """A browser in which a member of the role has signed in."""
    client = Client()
    client.force_login(member(role, email=email, merchants=merchants))
    return client
