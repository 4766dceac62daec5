"""What a mail that names no case is about."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from aftercare.cases.models import Case
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import shown_reasons
from aftercare.customers.models import Customer
from aftercare.notifications.rules.inbound import Incoming
from aftercare.notifications.rules.intake import RECENT_DAYS, Goods, goods_meant, named, reason_meant
from aftercare.orders.models import Order
from aftercare.org.models import Member
from aftercare.returns.models import Return
from aftercare.returns.queries.duplicates import OPEN
from aftercare.returns.queries.offering import offers_of

_MOST_ORDERS = 50


def order_meant(mail: Incoming, *, at: datetime) -> Order | None:
    """The sender's own order that the mail names; where our server has proven who he is, also his one recent order."""
    mine = _orders_of(mail.sender)
    called = set(named(f"{mail.subject}\n{mail.text}", [order.number for order in mine]))
    meant = [order for order in mine if order.number in called]
    if not called and mail.is_proven:
        meant = [order for order in mine if order.ordered_at >= at - timedelta(days=RECENT_DAYS)]
    return meant[0] if len(meant) == 1 else None


def is_believed(mail: Incoming) -> bool:
    """Whether the sender may be who he says: proven by our mail server, or we have none that looks.

    Order number and address of the buyer together are what our own pages ask for, too; what is opened is answered to
    the address on file alone, and looked at by a person.
    """
    return mail.is_proven or not settings.MAIL_AUTHSERV


def open_case_about(order: Order) -> Case | None:
    """The newest case about an order that has not ended."""
    found = Return.objects.filter(order=order, state__in=OPEN).select_related("case", "case__customer")
    newest = found.order_by("-applied_at", "-pk").first()
    return newest.case if newest else None


def open_cases_about(order_ids: Iterable[int]) -> dict[int, Case]:
    """The newest case of each of these orders that has not ended, by order id, in one question."""
    found = Return.objects.filter(order__in=list(order_ids), state__in=OPEN).select_related("case")
    return {returning.order_id: returning.case for returning in found.order_by("applied_at", "pk")}


def goods_in(text: str, order: Order, *, at: datetime) -> list[Goods]:
    """What of an order is surely meant by a text; empty when that is not clear."""
    lines = offers_of([order], at=at)[0].lines
    return goods_meant(text, [Goods(one.line.pk, one.line.sku, one.line.name, one.left) for one in lines])


def reason_in(text: str, kind: str) -> Reason | None:
    """The reason that is surely meant by a text; None when that is not clear."""
    reasons = {reason.pk: reason for reason in shown_reasons(kind)}
    pk = reason_meant(text, {reason.pk: list(reason.labels.values()) for reason in reasons.values()})
    return reasons[pk] if pk else None


def _orders_of(sender: str) -> Sequence[Order]:
    if not sender:
        return []
    # Two questions, each with an index; one with “or” would read all customers.
    buyers = set(Customer.objects.filter(email__iexact=sender).values_list("pk", flat=True)[:_MOST_ORDERS])
    members = Member.objects.filter(email=sender.lower()).values("pk")
    buyers |= set(Customer.objects.filter(member__in=members).values_list("pk", flat=True))
    mine = Order.objects.filter(customer__in=buyers).select_related("customer", "merchant")
    return list(mine.order_by("-ordered_at", "-pk")[:_MOST_ORDERS])
