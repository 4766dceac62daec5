"""What the result pages show, worked out before the template: addresses by rights, personal data masked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.customers.models import Customer
from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order, OrderLine
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.terms import AT_THE_DOCK, Shown, State
from aftercare.web.kit.masking import mask
from aftercare.web.words import SHOWN, Word

_EVERY = frozenset(str(state) for state in State)
_WITH_REFUND = frozenset(map(str, (State.INSPECTED, State.REVIEW_AGAIN, State.REFUNDING, State.COMPLETED)))
_CASE_PAGES = (
    (Right.RETURNS_SEE, "return-detail", _EVERY),
    (Right.REFUNDS_SEE, "finance-detail", _WITH_REFUND),
    (Right.GOODS_SEE, "dock-count", frozenset(map(str, AT_THE_DOCK))),
)
"""Where a case opens: the first page that the reader has a right to and that shows cases in this state."""


@dataclass(frozen=True)
class CaseRow:
    """One case among the results."""

    number: str
    url: str
    word: Word
    goods: str
    order_number: str
    buyer: str
    at: datetime


@dataclass(frozen=True)
class OrderRow:
    """One order among the results; money in minor units."""

    number: str
    url: str
    buyer: str
    phone: str
    at: datetime
    paid_minor: int
    currency: str


@dataclass(frozen=True)
class CustomerRow:
    """One customer among the results; `account` is the shop's name for him."""

    name: str
    url: str
    account: str
    phone: str
    country: str


@dataclass(frozen=True)
class LineRow:
    """One line of an order with what may still go back for it; money in minor units."""

    sku: str
    name: str
    quantity: int
    with_buyer: int
    paid_minor: int
    granted_minor: int
    paid_out_minor: int
    left_minor: int


def case_rows(actor: Actor, found: Iterable[Return]) -> list[CaseRow]:
    """Cases as this reader sees them."""
    return [
        CaseRow(
            number=row.number,
            url=case_url(actor, row),
            word=SHOWN[Shown(row.shown)],
            goods=row.goods,
            order_number=row.order_number,
            buyer=_called(row.customer.name, row.customer.account),
            at=row.applied_at,
        )
        for row in found
    ]


def order_rows(found: Iterable[Order]) -> list[OrderRow]:
    """Orders with the buyer's name and phone covered."""
    return [
        OrderRow(
            number=row.number,
            url=reverse("order-detail", args=[row.pk]),
            buyer=_called(row.recipient or row.customer.name, row.customer.account),
            phone=mask(row.phone or row.customer.phone, "phone"),
            at=row.ordered_at,
            paid_minor=row.paid_minor,
            currency=row.currency,
        )
        for row in found
    ]


def customer_rows(found: Iterable[Customer]) -> list[CustomerRow]:
    """Customers with name and phone covered."""
    return [
        CustomerRow(
            name=_called(row.name, "–"),
            url=reverse("customer-detail", args=[row.pk]),
            account=row.account,
            phone=mask(row.phone, "phone"),
            country=row.country,
        )
        for row in found
    ]


def line_rows(lines: Sequence[OrderLine]) -> list[LineRow]:
    """An order's lines with their owed-back accounts, freight by its own name."""
    return [
        LineRow(
            sku=line.sku,
            name=_("Freight") if line.is_freight else line.name,
            quantity=line.quantity,
            with_buyer=line.goods_out - line.goods_back,
            paid_minor=line.paid_minor,
            granted_minor=line.granted_minor,
            paid_out_minor=line.paid_out_minor,
            left_minor=line.paid_minor - line.granted_minor,
        )
        for line in lines
    ]


def case_url(actor: Actor, row: Return) -> str:
    """The case's page for this reader; empty when no desk of his shows it."""
    open_here = (name for right, name, states in _CASE_PAGES if actor.may(right) and row.state in states)
    name = next(open_here, "")
    return reverse(name, args=[row.number]) if name else ""


def _called(name: str, otherwise: str) -> str:
    """The name with all but its first character covered; who has told none goes by something else."""
    return mask(name, "name") or otherwise
