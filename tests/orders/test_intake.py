"""Orders are taken in once per shop and number, with what was really paid per line."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.customers.commands import Buyer
from aftercare.customers.models import Customer
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.orders.commands.bulk_intake import take_orders
from aftercare.orders.commands.intake import BadOrder, OrderDiffers, ShopClosed, Taken, lines_digest, take_order
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.rules.amounts import paid_per_line, worth_of_pieces
from aftercare.orders.terms import NewLine, NewOrder
from aftercare.org.commands.merchants import edit_merchant
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor
from tests.factories.shop import CASE, HEADPHONES, Scene, scene

ORDER = NewOrder(
    number="88120-4471",
    buyer=Buyer("lin.demo", "林小雨", "07700 900142"),
    ordered_at=MONDAY,
    currency="CNY",
    lines=(HEADPHONES, CASE),
    discount_minor=5520,
    freight_minor=1200,
)

DIGEST = "dc58aa7a96fc8742fee13811dea0aead804fa9aa85bcca709d74e91b6e361b5f"
"""What the first version kept for ORDER; orders of any later version are compared with such."""


def take(place: Scene, new: NewOrder = ORDER) -> Taken:
    """Push an order."""
    return take_order(place.shop, new, region="GB", by=SYSTEM, at=MONDAY)


@pytest.mark.django_db
def test_order_is_kept_with_what_was_really_paid_per_line() -> None:
    taken = take(scene())
    assert (taken.outcome, taken.order.paid_minor) == ("new", 231180)
    lines = OrderLine.objects.filter(order=taken.order).order_by("position")
    found = list(lines.values_list("position", "paid_minor", "discount_minor", "is_freight", "goods_out"))
    assert found == [(0, 1200, 0, True, 0), (1, 204785, 4915, False, 0), (2, 25195, 605, False, 0)]
    customer = Customer.objects.get()
    assert (customer.name, customer.phone) == ("林小雨", "+447700900142")


@pytest.mark.django_db
def test_repetition_changes_nothing() -> None:
    place = scene()
    first = take(place)
    entries = Entry.objects.count()
    again = take(place)
    assert (again.outcome, again.order.pk) == ("unchanged", first.order.pk)
    assert (Order.objects.count(), Entry.objects.count()) == (1, entries)


@pytest.mark.django_db
def test_shipment_told_later_sends_the_goods_out() -> None:
    place = scene()
    take(place)
    taken = take(place, replace(ORDER, shipped_at=MONDAY + timedelta(days=1)))
    assert taken.outcome == "changed"
    goods_out = OrderLine.objects.filter(order=taken.order).order_by("position").values_list("goods_out", flat=True)
    assert list(goods_out) == [0, 3, 2]


@pytest.mark.django_db
def test_other_lines_under_the_same_number_are_refused() -> None:
    place = scene()
    take(place)
    with pytest.raises(OrderDiffers):
        take(place, replace(ORDER, lines=(HEADPHONES,)))
    assert OrderLine.objects.count() == 3


@pytest.mark.django_db
def test_same_number_in_another_shop_is_another_order() -> None:
    take(scene())
    assert take(scene("lumen")).outcome == "new"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"number": " "},
        {"currency": "XXQ"},
        {"currency": "gbp"},
        {"currency": ""},
        {"lines": ()},
        {"lines": (NewLine("a", "A", 0, 100),)},
        {"lines": (NewLine("a", "A", 1, -1),)},
        {"lines": (NewLine("a", "A", 1, 100, 101),)},
        {"discount_minor": 10**9},
        {"discount_minor": -1},
        {"freight_minor": -1},
        {"ordered_at": MONDAY + timedelta(days=2)},
        {"signed_at": MONDAY + timedelta(days=2)},
    ],
)
def test_impossible_orders_are_refused_and_leave_nothing(wrong: dict[str, object]) -> None:
    with pytest.raises(BadOrder):
        take(scene(), replace(ORDER, **wrong))  # type: ignore[arg-type]
    assert (Order.objects.count(), Customer.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_merchant_s_key_cannot_push_into_another_s_shop() -> None:
    place, other = scene(), scene("lumen")
    stranger = actor(Role.MERCHANT, merchants=frozenset({other.merchant.pk}))
    with pytest.raises(NotAllowed):
        take_order(place.shop, ORDER, region="GB", by=stranger, at=MONDAY)
    assert Order.objects.count() == 0


@pytest.mark.django_db
def test_a_closed_merchant_takes_no_new_orders_but_still_learns_of_its_old_ones() -> None:
    place = scene()
    take(place)
    edit_merchant(place.merchant, name="Kestrel", is_active=False, by=SYSTEM, at=MONDAY)
    place.shop.refresh_from_db()
    with pytest.raises(ShopClosed, match="The merchant “Kestrel” is closed"):
        take(place, replace(ORDER, number="88120-4472"))
    one, other = replace(ORDER, shipped_at=MONDAY), replace(ORDER, number="88120-4472")
    told = take_orders(place.shop, [one, other], region="GB", by=SYSTEM, at=MONDAY)
    assert [getattr(answer, "outcome", "") or str(answer) for answer in told] == [
        "changed",
        "The merchant “Kestrel” is closed and takes no new orders.",
    ]
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_an_order_in_a_currency_that_was_taken_before_still_learns_its_dates() -> None:
    place = scene()
    first = take(place).order
    old = replace(ORDER, currency="XXQ")
    Order.objects.filter(pk=first.pk).update(currency=old.currency, digest=lines_digest(old))
    assert take(place, replace(old, shipped_at=MONDAY)).outcome == "changed"
    signed = replace(old, shipped_at=MONDAY, signed_at=MONDAY)
    told = take_orders(place.shop, [signed, replace(old, number="88120-4472")], region="GB", by=SYSTEM, at=MONDAY)
    assert [getattr(answer, "outcome", "") or str(answer) for answer in told] == [
        "changed",
        "“XXQ” is no currency; write it like EUR.",
    ]
    assert Order.objects.get().signed_at == MONDAY


def test_the_digest_of_an_order_never_changes() -> None:
    assert lines_digest(ORDER) == DIGEST


def test_refusals_are_sentences() -> None:
    assert str(BadOrder("Line “%(sku)s” is bad.", sku="a")) == "Line “a” is bad."
    assert DomainError("100 % plain").sentence == "100 % plain"


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 10**6)), min_size=1, max_size=12), st.data())
def test_what_was_paid_adds_up_and_is_never_negative(lines: list[tuple[int, int]], data: st.DataObject) -> None:
    amounts = [quantity * price for quantity, price in lines]
    own = [data.draw(st.integers(0, amount)) for amount in amounts]
    discount = data.draw(st.integers(0, sum(amounts) - sum(own)))
    paid = paid_per_line(amounts, own, discount)
    assert sum(paid) == sum(amounts) - sum(own) - discount
    assert min(paid) >= 0


def test_pieces_of_a_line_are_worth_what_was_paid_for_it() -> None:
    assert [worth_of_pieces(100, 3, before, 1) for before in range(3)] == [33, 33, 34]
