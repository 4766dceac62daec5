"""Many orders at once are the same as one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from aftercare.customers.commands import Buyer
from aftercare.customers.models import Customer
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.orders.commands import bulk_intake
from aftercare.orders.commands.bulk_intake import take_orders
from aftercare.orders.commands.intake import BadOrder, OrderDiffers, Taken, take_order
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor
from tests.factories.shop import CASE, HEADPHONES, scene

pytestmark = pytest.mark.django_db


def new_order(number: str, **changed: object) -> NewOrder:
    new = NewOrder(
        number=number,
        buyer=Buyer(account="wang", name="王小明", phone="+8613900000042"),
        ordered_at=MONDAY,
        currency="GBP",
        lines=(HEADPHONES, replace(CASE, discount_minor=100)),
        discount_minor=1001,
        freight_minor=499,
        paid_at=MONDAY,
        shipped_at=MONDAY,
        recipient="王小明",
        phone="+8613900000042",
        address="Example Road 1",
    )
    return replace(new, **changed)  # type: ignore[arg-type]


def facts(order: Order) -> list[dict[str, object]]:
    rows = [
        *Order.objects.filter(pk=order.pk).values(),
        *OrderLine.objects.filter(order=order).order_by("position").values(),
    ]
    left_out = {"id", "order_id", "shop_id", "merchant_id", "customer_id"}
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


def outcome(answer: Taken | DomainError) -> str:
    return answer.outcome if isinstance(answer, Taken) else answer.code


def test_take_orders_writes_what_take_order_writes() -> None:
    one, many = scene("one"), scene("many")
    alone = take_order(one.shop, new_order("A-1"), region="GB", by=SYSTEM, at=MONDAY)
    together = take_orders(many.shop, [new_order("A-1"), new_order("A-2")], region="GB", by=SYSTEM, at=MONDAY)
    assert [outcome(answer) for answer in together] == ["new", "new"]
    assert isinstance(together[0], Taken)
    assert facts(together[0].order) == facts(alone.order)
    kinds = list(Entry.objects.filter(subject__startswith="orders.order:").order_by("pk").values_list("kind", "after"))
    assert kinds == [("orders.order.take", {"number": number}) for number in ("A-1", "A-1", "A-2")]
    assert list(broken_links()) == []
    assert Customer.objects.filter(merchant=many.merchant).count() == 1


def test_take_orders_finds_told_orders_and_learns_their_dates() -> None:
    place = scene()
    later = new_order("A-2", shipped_at=None)
    take_orders(place.shop, [new_order("A-1"), later], region="GB", by=SYSTEM, at=MONDAY)
    again = [new_order("A-1"), new_order("A-2"), new_order("A-1", lines=(HEADPHONES,)), new_order("A-3")]
    answers = take_orders(place.shop, again, region="GB", by=SYSTEM, at=MONDAY + timedelta(days=1))
    assert [outcome(answer) for answer in answers] == ["unchanged", "changed", "order_differs", "new"]
    assert Order.objects.count() == 3
    assert set(OrderLine.objects.filter(order__number="A-2", is_freight=False).values_list("goods_out", flat=True)) == {
        2,
        3,
    }


def test_take_orders_refuses_bad_ones_and_takes_the_rest() -> None:
    place = scene()
    bad = new_order("A-1", lines=(NewLine("X", "X", 0, 100),))
    huge = new_order("A-4", lines=(NewLine("X", "X", 10**9, 10**9),))
    answers = take_orders(
        place.shop, [bad, new_order("A-2"), new_order("A-2"), huge], region="GB", by=SYSTEM, at=MONDAY
    )
    assert [type(answer) for answer in answers] == [BadOrder, Taken, OrderDiffers, BadOrder]
    assert list(Order.objects.values_list("number", flat=True)) == ["A-2"]


def test_take_orders_of_a_foreign_shop_is_refused() -> None:
    place = scene()
    stranger = actor(Role.MERCHANT, merchants=frozenset())
    with pytest.raises(NotAllowed):
        take_orders(place.shop, [new_order("A-1")], region="GB", by=stranger, at=MONDAY)
    assert not Order.objects.exists()


def test_take_orders_that_meets_another_writer_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene()
    take_order(place.shop, new_order("A-1"), region="GB", by=SYSTEM, at=MONDAY)
    monkeypatch.setattr(bulk_intake, "_found", lambda *_args: {})
    with pytest.raises(IntegrityError):
        take_orders(place.shop, [new_order("A-1"), new_order("A-2")], region="GB", by=SYSTEM, at=MONDAY)


def test_later_words_about_a_customer_count() -> None:
    place = scene()
    buyers = [
        Buyer("wang", name="Wang", email="wang@example.com"),
        Buyer("wang", name="王小明"),
        Buyer("li", country="CN"),
    ]
    orders = [new_order(f"A-{n}", buyer=buyer) for n, buyer in enumerate(buyers)]
    take_orders(place.shop, orders, region="GB", by=SYSTEM, at=MONDAY)
    take_orders(place.shop, [new_order("A-9", buyer=Buyer("li", name="Li"))], region="GB", by=SYSTEM, at=MONDAY)
    assert set(Customer.objects.values_list("account", "name", "email", "country")) == {
        ("wang", "王小明", "wang@example.com", ""),
        ("li", "Li", "", "CN"),
    }


@pytest.mark.parametrize("name", ["tab\there", "back\\slash", "\\N", "two\nlines", "carriage\rreturn", "’王\\.", ""])
def test_a_line_is_kept_to_the_letter(name: str) -> None:
    place = scene()
    lines = (NewLine(f"S-{name}"[:60] or "S", name, 2, 500),)
    taken = take_orders(
        place.shop, [new_order("88-1", lines=lines, discount_minor=0)], region="GB", by=SYSTEM, at=MONDAY
    )
    assert isinstance(taken[0], Taken)
    kept = OrderLine.objects.get(order=taken[0].order, position=1)
    assert (kept.sku, kept.name, kept.quantity, kept.granted_minor) == (f"S-{name}", name, 2, 0)
