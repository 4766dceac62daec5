"""The export of a British web shop: every invoice line of a year, dirty as such exports are.

It knows one time per invoice, at which goods left the house. An order is therefore taken as paid, shipped and received
at that time. Invoices without customer are sales over the counter or as a guest: each becomes an account of its own.
"""

import re

from aftercare.cli.imports.mappings import Head, Line, Mapping
from aftercare.cli.imports.terms import BadLine, Row, Setting
from aftercare.cli.imports.values import moment, money, needed, short, whole
from aftercare.customers.commands import Buyer
from aftercare.orders.terms import NewLine

CURRENCY = "GBP"
FREIGHT = {"POST", "DOT", "C2"}
"""Postage, “dotcom” postage, carriage: what the buyer paid for the way, listed as a product."""

_GOODS = re.compile(r"\d{5}|DCGS|gift_|PADS", re.IGNORECASE)


def read(row: Row, setting: Setting) -> Line:
    """One invoice line; raises BadLine for credit notes, corrections and entries that are no goods."""
    number, code = needed(row["InvoiceNo"], "InvoiceNo", 60), needed(row["StockCode"], "StockCode", 60)
    _check_invoice(number)
    quantity = whole(row["Quantity"], "Quantity")
    price = money(row["UnitPrice"], "UnitPrice", CURRENCY)
    if quantity <= 0:
        raise BadLine("no pieces", f"The line has {quantity} pieces: a correction of stock, not a sale.")
    if price < 0:
        raise BadLine("negative price", f"The price {row['UnitPrice']} is negative: a correction, not a sale.")
    if price == 0 and not row["CustomerID"]:
        raise BadLine("free and without customer", "No price and no customer: a correction of stock, not a sale.")
    head = _head(row, number, setting)
    if code in FREIGHT:
        return Line(head, freight_minor=quantity * price)
    if not _GOODS.match(code):
        raise BadLine("no goods", f"“{code}” ({row['Description'][:40]}) is a manual entry or fee, not goods.")
    return Line(head, NewLine(code, short(row["Description"], "Description", 200) or code, quantity, price))


def _check_invoice(number: str) -> None:
    if number.startswith("C"):
        raise BadLine("credit note", "A credit note is no sale; import it with “aftercare import returns”.")
    if not number.isdigit():
        raise BadLine("correction", f"“{number}” is a correction of the books, not a sale.")


def _head(row: Row, number: str, setting: Setting) -> Head:
    at = moment(row["InvoiceDate"], "InvoiceDate", setting.zone)
    account = row["CustomerID"].removesuffix(".0") or f"guest-{number}"
    buyer = Buyer(account=short(account, "CustomerID", 80), country=short(row["Country"], "Country", 60))
    return Head(ordered_at=at, currency=CURRENCY, buyer=buyer, paid_at=at, shipped_at=at, signed_at=at)


ONLINE_RETAIL = Mapping(
    name="online-retail",
    columns=(
        "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
    ),
    number_column="InvoiceNo",
    read=read,
    whole_orders=False,
    shop="online-retail",
    shop_name="Online Retail",
)  # fmt: skip
