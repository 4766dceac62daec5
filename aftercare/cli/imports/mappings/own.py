"""Our documented format: docs/howto/import-orders.md."""

from datetime import datetime
from functools import lru_cache
from itertools import repeat

from aftercare.cli.imports.mappings import Head, Line, Mapping
from aftercare.cli.imports.terms import BadLine, Row, Setting
from aftercare.cli.imports.values import exact_money, moment, needed, short, whole, yes
from aftercare.customers.commands import Buyer
from aftercare.orders.terms import NewLine

_OF_HEAD = (
    "order_number", "ordered_at", "paid_at", "shipped_at", "signed_at", "order_discount", "freight", "recipient",
    "phone", "address", "customer", "customer_name", "customer_phone", "customer_email", "customer_country",
    "customer_level",
)  # fmt: skip
"""The columns that speak of the whole order."""
REQUIRED = ("order_number", "ordered_at", "currency", "sku", "name", "quantity", "unit_price")


def read(row: Row, setting: Setting) -> Line:
    """One order line with what it says about its order."""
    currency = _currency(row["currency"])
    told = (row["sku"], row["name"], row["quantity"], row["unit_price"], row.get("line_discount", ""))
    goods = _goods(*told, row.get("gift", ""), currency)
    return Line(_head(tuple(map(row.get, _OF_HEAD, repeat(""))), currency, setting), goods)


@lru_cache(maxsize=64)
def _currency(text: str) -> str:
    currency = text.upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise BadLine("currency is no code", f"currency: “{text[:20]}” is no code like EUR.")
    return currency


@lru_cache(maxsize=8192)
def _goods(sku: str, name: str, quantity: str, unit_price: str, discount: str, gift: str, currency: str) -> NewLine:
    """What a line sells. Kept, since the same pieces of an article are sold for the same price again and again."""
    goods = NewLine(
        sku=needed(sku, "sku", 60),
        name=short(name, "name", 200) or sku,
        quantity=whole(quantity, "quantity"),
        unit_price_minor=exact_money(needed(unit_price, "unit_price", 40), "unit_price", currency),
        discount_minor=exact_money(discount, "line_discount", currency),
        is_gift=yes(gift, "gift"),
    )
    if goods.quantity <= 0:
        raise BadLine("no pieces", f"The line has {goods.quantity} pieces; a sale has one or more.")
    if goods.unit_price_minor < 0:
        raise BadLine("negative price", "The price is negative; give what was taken off as line_discount.")
    if goods.is_gift and goods.discount_minor:
        raise BadLine(
            "gift with a discount", "A gift costs nothing, so nothing can be taken off; leave line_discount empty."
        )
    return goods


@lru_cache(maxsize=256)
def _head(told: tuple[str, ...], currency: str, setting: Setting) -> Head:
    """What a line says about its order. Kept, since all lines of an order say the same."""
    row = dict(zip(_OF_HEAD, told, strict=True))
    number = needed(row["order_number"], "order_number", 60)
    return Head(
        ordered_at=moment(row["ordered_at"], "ordered_at", setting.zone),
        currency=currency,
        buyer=_buyer(row, number),
        paid_at=_moment(row, "paid_at", setting),
        shipped_at=_moment(row, "shipped_at", setting),
        signed_at=_moment(row, "signed_at", setting),
        discount_minor=exact_money(row["order_discount"], "order_discount", currency),
        freight_minor=exact_money(row["freight"], "freight", currency),
        recipient=short(row["recipient"], "recipient", 120),
        phone=short(row["phone"], "phone", 40),
        address=short(row["address"], "address", 300),
    )


def _buyer(row: Row, number: str) -> Buyer:
    return Buyer(
        account=short(row["customer"], "customer", 80) or f"guest-{number}",
        name=short(row["customer_name"], "customer_name", 120),
        phone=short(row["customer_phone"], "customer_phone", 40),
        email=short(row["customer_email"], "customer_email", 254),
        country=short(row["customer_country"], "customer_country", 60),
        level=short(row["customer_level"], "customer_level", 30),
    )


def _moment(row: Row, column: str, setting: Setting) -> datetime | None:
    return moment(row[column], column, setting.zone) if row[column] else None


OWN = Mapping("aftercare", REQUIRED, "order_number", read)
