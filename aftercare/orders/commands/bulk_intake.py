"""Taking in many orders at once: the same checks, rows and journal entries as one by one, in a few statements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial

from django.db import connection
from django.utils.translation import gettext_noop as _

from aftercare.customers.commands import learn_customers
from aftercare.journal.commands.recording import record_all
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.orders.commands.intake import (
    TOLD,
    OrderDiffers,
    Taken,
    check_new,
    check_order,
    learn_more,
    lines_told,
    order_row,
    taking_of,
)
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewOrder
from aftercare.org.models import Shop
from aftercare.rows.commands import add, draw, new_id, sequence_of, together

_OTHERS = [
    field
    for field in OrderLine._meta.concrete_fields
    if not field.primary_key and field.attname not in ("order_id", *TOLD)
]
_COPY = f"COPY orders_orderline ({', '.join(['order_id', *TOLD, *(field.attname for field in _OTHERS)])}) FROM STDIN"
_BEGINNING = "".join(f"\t{field.get_default()}" for field in _OTHERS) + "\n"
"""What no order decides: an account begins empty."""
_ESCAPED = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r"}


@together()
def take_orders(
    shop: Shop, orders: Sequence[NewOrder], *, region: str, by: Actor, at: datetime
) -> list[Taken | DomainError]:
    """Take in orders of one shop, each or its refusal, in their order; one refusal does not hold up the others.

    A number that comes twice is refused the second time. Raises IntegrityError when another writer takes one of the
    same orders at the same moment; nothing is taken then, and a second try finds that order.
    """
    if by.merchants is not None and shop.merchant_id not in by.merchants:
        raise NotAllowed(_("This shop is not yours."), field="shop")
    answers = [_refusal(partial(check_order, new, at=at)) for new in orders]
    _refuse_repetitions(orders, answers)
    found = _found(shop, [new.number for new in orders])
    _refuse_new(shop, orders, answers, found)
    fresh = [n for n, new in enumerate(orders) if answers[n] is None and new.number not in found]
    fresh.sort(key=lambda n: orders[n].number)  # inserted in one order, or two files with the same wait in a circle
    made = dict(zip(fresh, _take_new(shop, [orders[n] for n in fresh], region=region, by=by, at=at), strict=True))
    outcomes: list[Taken | DomainError] = []
    for n, (new, refusal) in enumerate(zip(orders, answers, strict=True)):
        if refusal:
            outcomes.append(refusal)
        elif n in made:
            outcomes.append(Taken(made[n], "new"))
        else:
            outcomes.append(_told_again(found[new.number], new, by=by, at=at))
    return outcomes


def _refusal(check: Callable[[], None]) -> DomainError | None:
    try:
        check()
    except DomainError as refusal:
        return refusal
    return None


def _refuse_repetitions(orders: Sequence[NewOrder], answers: list[DomainError | None]) -> None:
    seen: set[str] = set()
    for n, new in enumerate(orders):
        if new.number in seen and answers[n] is None:
            answers[n] = OrderDiffers(_("Order %(number)s is told twice."), number=new.number)
        seen.add(new.number)


def _refuse_new(
    shop: Shop, orders: Sequence[NewOrder], answers: list[DomainError | None], found: Mapping[str, Order]
) -> None:
    for n, new in enumerate(orders):
        if answers[n] is None and new.number not in found:
            answers[n] = _refusal(partial(check_new, shop, new))


def _found(shop: Shop, numbers: Iterable[str]) -> dict[str, Order]:
    rows = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .filter(shop=shop, number__in=list(numbers))
        .order_by("pk")
    )
    return {row.number: row for row in rows}


def _told_again(order: Order, new: NewOrder, *, by: Actor, at: datetime) -> Taken | DomainError:
    try:
        return learn_more(order, new, by=by, at=at)
    except DomainError as refusal:
        return refusal


def _take_new(shop: Shop, orders: Sequence[NewOrder], *, region: str, by: Actor, at: datetime) -> list[Order]:
    customers = learn_customers(shop.merchant_id, [new.buyer for new in orders], region=region)
    rows = [order_row(shop, new, customers[new.buyer.account], region=region) for new in orders]
    draw({sequence_of(Order): len(rows)})
    for row in rows:
        row.pk = new_id(Order)
    add(*rows)
    _copy(rows, orders)
    record_all([taking_of(row, by=by, at=at) for row in rows])
    return rows


def _copy(rows: Sequence[Order], orders: Sequence[NewOrder]) -> None:
    """COPY is three times as fast as INSERT here; every constraint is checked all the same."""
    pairs = zip(rows, orders, strict=True)
    text = "".join(_line(row.pk, told) for row, new in pairs for told in lines_told(row, new))
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(_COPY) as copy:
        copy.write(text)


def _line(order: int, told: tuple[object, ...]) -> str:
    """A line as COPY reads it."""
    position, sku, name, *numbers = told
    words = f"{_escaped(str(sku))}\t{_escaped(str(name))}"
    return f"{order}\t{position}\t{words}\t" + "\t".join(map(str, numbers)) + _BEGINNING


@lru_cache(maxsize=8192)
def _escaped(text: str) -> str:
    """Kept, since the same goods come again and again."""
    return text.translate(_ESCAPED)
