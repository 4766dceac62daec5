"""Gifts in files of orders: they cost nothing, keep their marked price, and fall under the law's rule on gifts."""

from pathlib import Path

import pytest

from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.terms import Asked
from aftercare.orders.models import Order, OrderLine
from tests.factories.shop import scene
from tests.imports.samples import rejects_of, written

pytestmark = pytest.mark.django_db
HEAD = "order_number,ordered_at,currency,sku,name,quantity,unit_price,line_discount,order_discount,shipped_at,gift"
GOODS = "A-1,2026-03-02,EUR,KA-TC,Travel case,1,12.90,,2.90,2026-03-03,no"


def run(folder: Path, *lines: str) -> list[str]:
    """Import these lines; tells those that were rejected."""
    rejects = folder / "rejects.csv"
    import_orders(Asked(written(folder / "orders.csv", HEAD, *lines), mapping="aftercare", rejects=rejects))
    return rejects_of(rejects)


@pytest.mark.parametrize("said", ["yes", "TRUE", "1"])
def test_a_line_marked_as_a_gift_costs_nothing_and_bears_no_discount(tmp_path: Path, said: str) -> None:
    scene()
    assert run(tmp_path, GOODS, f"A-1,2026-03-02,EUR,KA-CABLE,Cable,2,9.00,,2.90,2026-03-03,{said}") == []
    rows = OrderLine.objects.order_by("position")
    assert list(rows.values_list("sku", "is_gift", "unit_price_minor", "paid_minor", "goods_out")) == [
        ("KA-TC", False, 1290, 1000, 1), ("KA-CABLE", True, 900, 0, 2),
    ]  # fmt: skip
    assert Order.objects.get().paid_minor == 1000


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("9.00,,2.90,2026-03-03,perhaps", "gift: “perhaps” is neither yes nor no."),
        (
            "9.00,1.00,2.90,2026-03-03,yes",
            "A gift costs nothing, so nothing can be taken off; leave line_discount empty.",
        ),
    ],
)
def test_a_gift_that_contradicts_itself_keeps_its_order_out(tmp_path: Path, told: str, sentence: str) -> None:
    scene()
    rejected = run(tmp_path, GOODS, f"A-1,2026-03-02,EUR,KA-CABLE,Cable,1,{told}")
    assert [sentence in line for line in rejected] == [True, True]
    assert not Order.objects.exists()
