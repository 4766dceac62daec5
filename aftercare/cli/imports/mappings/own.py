"""Our documented format: docs/howto/import-orders.md."""

from datetime import datetime

from aftercare.cli.imports.mappings import Head, Line, Mapping
from aftercare.cli.imports.terms import BadLine, Row, Setting
from aftercare.cli.imports.values import exact_money, moment, needed, short, whole
from aftercare.customers.commands import Buyer
from aftercare.orders.terms import NewLine

REQUIRED = ("order_number", "ordered_at", "currency", "sku", "name", "quantity", "unit_price")


def read(row: Row, setting: Setting) -> Line:
    """One order line with what it says about its order."""
    currency = row["currency"].upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise BadLine("currency is no code", f"currency: “{row['currency'][:20]}” is no code like EUR.")
    goods = NewLine(
        sku=needed(row["sku"], "sku", 60),
        name=short(row["name"], "name", 200) or row["sku"],
        quantity=whole(row["quantity"], "quantity"),
        unit_price_minor=exact_money(needed(row["unit_price"], "unit_price", 40), "unit_price", currency),
        discount_minor=exact_money(row.get("line_discount", ""), "line_discount", currency),
    )
    if goods.quantity <= 0:
        raise BadLine("no pieces", f"The line has {goods.quantity} pieces; a sale has one or more.")
    if goods.unit_price_minor < 0:
        raise BadLine("negative price", "The price is negative; give what was taken off as line_discount.")
    return Line(_head(row, currency, setting), goods)


def _head(row: Row, currency: str, setting: Setting) -> Head:
    number = needed(row["order_number"], "order_number", 60)
    return Head(
        ordered_at=moment(row["ordered_at"], "ordered_at", setting.zone),
        currency=currency,
        buyer=_buyer(row, number),
        paid_at=_moment(row, "paid_at", setting),
        shipped_at=_moment(row, "shipped_at", setting),
        signed_at=_moment(row, "signed_at", setting),
        discount_minor=exact_money(row.get("order_discount", ""), "order_discount", currency),
        freight_minor=exact_money(row.get("freight", ""), "freight", currency),
        recipient=short(row.get("recipient", ""), "recipient", 120),
        phone=short(row.get("phone", ""), "phone", 40),
        address=short(row.get("address", ""), "address", 300),
    )


def _buyer(row: Row, number: str) -> Buyer:
    return Buyer(
        account=short(row.get("customer", ""), "customer", 80) or f"guest-{number}",
        name=short(row.get("customer_name", ""), "customer_name", 120),
        phone=short(row.get("customer_phone", ""), "customer_phone", 40),
        email=short(row.get("customer_email", ""), "customer_email", 254),
        country=short(row.get("customer_country", ""), "customer_country", 60),
        level=short(row.get("customer_level", ""), "customer_level", 30),
    )


def _moment(row: Row, column: str, setting: Setting) -> datetime | None:
    text = row.get(column, "")
    return moment(text, column, setting.zone) if text else None


OWN = Mapping("aftercare", REQUIRED, "order_number", read)
