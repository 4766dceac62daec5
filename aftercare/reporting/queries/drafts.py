"""What the search index holds about records, read from their rooms."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db.models import Max

from aftercare.customers.models import Customer
from aftercare.orders.models import Order, OrderLine
from aftercare.reporting.terms import DocKind, Draft, Source
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.terms import AT_THE_DOCK

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def case_drafts(ids: Sequence[int]) -> Iterator[Draft]:
    """The documents of these cases; cases without a return have none yet."""
    rows = list(Return.objects.filter(case__in=ids).select_related("case", "customer"))
    goods: dict[int, list[str]] = defaultdict(list)
    for owner, sku, name in ReturnLine.objects.filter(returning__in=rows).values_list("returning", "sku", "name"):
        goods[owner] += [sku, name]
    for row in rows:
        yield _of_case(row, goods[row.pk])


def order_drafts(ids: Sequence[int]) -> Iterator[Draft]:
    """The documents of these orders."""
    rows = list(Order.objects.filter(pk__in=ids).select_related("customer"))
    goods: dict[int, list[str]] = defaultdict(list)
    for owner, sku, name in OrderLine.objects.filter(order__in=rows).values_list("order", "sku", "name"):
        goods[owner] += [sku, name]
    for row in rows:
        yield _of_order(row, goods[row.pk])


def customer_drafts(ids: Sequence[int]) -> Iterator[Draft]:
    """The documents of these customers, as new as their last order."""
    last = dict(Order.objects.filter(customer__in=ids).values_list("customer").annotate(Max("ordered_at")))
    for row in Customer.objects.filter(pk__in=ids):
        yield Draft(
            kind=DocKind.CUSTOMER,
            ref=row.pk,
            merchant=row.merchant_id,
            customer=row.pk,
            case_number="",
            order_number="",
            title="",
            at=last.get(row.pk, _NEVER),
            source=Source((row.account,), (row.phone,), (row.name, row.email)),
        )


def _of_case(row: Return, goods: list[str]) -> Draft:
    source = Source(
        identifiers=(row.number, row.order_number, row.tracking_number, row.shop_reference, row.customer.account),
        phones=(row.case.phone, row.customer.phone),
        words=(row.case.contact, row.customer.name, row.customer.email, *goods),
    )
    return Draft(
        kind=DocKind.CASE,
        ref=row.case_id,
        merchant=row.merchant_id,
        customer=row.customer_id,
        case_number=row.number,
        order_number=row.order_number,
        title=row.goods,
        at=row.applied_at,
        source=source,
        at_the_dock=row.state in AT_THE_DOCK,
    )


def _of_order(row: Order, goods: list[str]) -> Draft:
    source = Source(
        identifiers=(row.number, row.customer.account),
        phones=(row.phone, row.customer.phone),
        words=(row.recipient, row.customer.name, row.customer.email, *goods),
    )
    return Draft(
        kind=DocKind.ORDER,
        ref=row.pk,
        merchant=row.merchant_id,
        customer=row.customer_id,
        case_number="",
        order_number=row.number,
        title="",
        at=row.ordered_at,
        source=source,
    )
