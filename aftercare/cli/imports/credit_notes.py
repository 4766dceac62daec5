"""Credit notes as a shop's books hold them: rows that name the sale they give back, and how they become returns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare.cli.imports.reading import Table
from aftercare.cli.imports.terms import BadLine, Record, Rejected, Row, Setting
from aftercare.cli.imports.values import moment, money, needed, whole
from aftercare.flow.taking_over import Credited, Times
from aftercare.orders.models import OrderLine

COLUMNS = ("InvoiceNo", "InvoiceDate", "CustomerID", "StockCode", "Quantity", "UnitPrice", "OrigInvoiceNo")

STEPS = ("AskedDate", "ApprovedDate", "SentDate", "ReceivedDate", "AgreedDate")
"""Columns that a file may have: when each step was. What is empty was when the step before it was."""
_LONGEST_REFERENCE = 80


@dataclass(frozen=True)
class Credit:
    """One row: so many pieces of a SKU came back at a price as written, with the credit note and the sale it names."""

    note: str
    order: str
    customer: str
    sku: str
    pieces: int
    price: str
    at: datetime
    times: Times | None = None


@dataclass(frozen=True)
class Entry:
    """A credit with the record it was read from."""

    record: Record
    credit: Credit


@dataclass(frozen=True)
class Unit:
    """What is settled together: the rows of one credit note that give back goods of one order, or one bad row."""

    entries: Sequence[Entry] = ()
    rejected: Rejected | None = None

    @property
    def reference(self) -> str:
        """The number under which the return is known: `C536506/536488`."""
        return f"{self.entries[0].credit.note}/{self.entries[0].credit.order}"

    def reference_of(self, index: int) -> str:
        """The number of a row that had to become a return of its own."""
        sku = self.entries[index].credit.sku
        before = sum(1 for entry in self.entries[:index] if entry.credit.sku == sku)
        return f"{self.reference}/{sku}" + (f"/{before + 1}" if before else "")


def units(table: Table, setting: Setting) -> list[Unit]:
    """All rows of the file, grouped; a file of credit notes is small enough to be held."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    made: list[Unit] = []
    for record in table.records():
        try:
            credit = _read(table.row(record), setting)
        except BadLine as bad:
            made.append(Unit(rejected=Rejected(record, bad.why, bad.sentence)))
            continue
        key = (credit.note, credit.order)
        if key not in groups:
            groups[key] = []
            made.append(Unit(groups[key]))
        groups[key].append(Entry(record, credit))
    return made


def spread(credits: Sequence[Credit], lines: Sequence[OrderLine], currency: str) -> list[Credited]:
    """The credits over the order's lines of the same SKU, those of the same price first, as far as pieces are left.

    What does not fit stays on the last line, where the account refuses it. Raises BadLine when there is no such line.
    """
    taken: dict[int, Credited] = {}
    for credit in credits:
        price = money(credit.price, "UnitPrice", currency)
        for line, pieces in _shares(credit, price, lines, taken):
            before = taken.get(line.pk, Credited(line.pk, 0, 0))
            taken[line.pk] = Credited(line.pk, before.pieces + pieces, before.amount_minor + pieces * price)
    return list(taken.values())


def _shares(
    credit: Credit, price: int, lines: Sequence[OrderLine], taken: dict[int, Credited]
) -> Iterator[tuple[OrderLine, int]]:
    fitting = [line for line in lines if line.sku == credit.sku and not line.is_freight]
    if not fitting:
        raise BadLine("no sale found", f"Order {credit.order} is here, but has no line “{credit.sku}”.")
    fitting.sort(key=lambda line: (line.unit_price_minor != price, line.position))
    left = credit.pieces
    for line in fitting:
        free = line.goods_out - line.goods_asked - (taken[line.pk].pieces if line.pk in taken else 0)
        here = left if line is fitting[-1] else min(left, max(free, 0))
        if here:
            yield line, here
        left -= here


def _read(row: Row, setting: Setting) -> Credit:
    note = needed(row["InvoiceNo"], "InvoiceNo", 30)
    sku = needed(row["StockCode"], "StockCode", 60)
    if not row["OrigInvoiceNo"]:
        raise BadLine("no sale found", "The row names no sale (OrigInvoiceNo) that it gives back.")
    order = row["OrigInvoiceNo"].removesuffix(".0")
    if len(f"{note}/{order}/{sku}") > _LONGEST_REFERENCE - 6:
        raise BadLine("numbers too long", "Note, sale and SKU together are too long to be kept as a reference.")
    pieces = -whole(row["Quantity"], "Quantity")
    if pieces <= 0:
        raise BadLine("no pieces back", f"The quantity is {-pieces}; pieces that came back are written as minus.")
    at = moment(row["InvoiceDate"], "InvoiceDate", setting.zone)
    customer = row["CustomerID"].removesuffix(".0")
    price = needed(row["UnitPrice"], "UnitPrice", 40)
    money(price, "UnitPrice", "GBP")
    return Credit(note, order, customer, sku, pieces, price, at, _times(row, at, setting))


def _times(row: Row, paid: datetime, setting: Setting) -> Times | None:
    """The steps' own times; none where the file tells not even when it was asked for."""
    if not row.get(STEPS[0]):
        return None
    told: list[datetime] = []
    for column in STEPS:
        text = row.get(column, "")
        told.append(moment(text, column, setting.zone) if text else told[-1])
    if sorted([*told, paid]) != [*told, paid]:
        raise BadLine(
            "times contradict each other", f"The steps of the row, {', '.join(STEPS)} and InvoiceDate, go backwards."
        )
    asked, approved, sent, received, agreed = told
    return Times(asked, approved, sent, received, agreed, paid)
