"""Lines become orders, some thousand lines at a time.

An order's lines should stand together, but need not: as long as they are within one batch they find each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from aftercare.cli.imports.mappings import Head, Line, Mapping
from aftercare.cli.imports.reading import Table
from aftercare.cli.imports.terms import BadLine, Record, Rejected, Setting
from aftercare.orders.terms import NewOrder

MOST_LINES = 20_000


@dataclass
class Group:
    """The lines of one order, good ones and rejected ones."""

    number: str
    good: list[tuple[Record, Line]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    _seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def add(self, record: Record, read: Line | BadLine) -> None:
        """Put a line where it belongs; one that repeats another word for word is rejected."""
        before = self._seen.setdefault(record.values, record.line)
        if isinstance(read, Line) and before == record.line and len(self.good) < MOST_LINES:
            self.good.append((record, read))
            return
        if isinstance(read, Line) and before != record.line:
            sentence = f"The line repeats line {before} word for word. If more pieces were sold, raise its quantity."
            read = BadLine("repeats another line", sentence)
        if isinstance(read, Line) and len(self.good) >= MOST_LINES:
            read = BadLine("order too long", f"An order has at most {MOST_LINES} lines.")
        if isinstance(read, BadLine):
            self.rejected.append(Rejected(record, read.why, read.sentence))

    def reject(self, why: str, sentence: str) -> None:
        """Reject the lines that were good so far."""
        self.rejected += [Rejected(record, why, sentence) for record, _line in self.good]
        self.good = []


@dataclass(frozen=True)
class Batch:
    """Orders that are complete, and the place up to which the file is settled with them."""

    groups: list[Group]
    position: int


def batches(table: Table, mapping: Mapping, setting: Setting, *, after: int, size: int) -> Iterator[Batch]:
    """The file's orders from place `after` on, about `size` lines at a time."""
    waiting: dict[str, Group] = {}
    held, place = 0, after - 1
    for record in table.records(after=after):
        number, read = _read(table, mapping, setting, record)
        is_open = bool(number) and number in waiting and held < size + MOST_LINES
        if held >= size and not is_open:
            yield Batch(list(waiting.values()), record.place)
            waiting, held = {}, 0
        waiting.setdefault(number, Group(number)).add(record, read)
        held, place = held + 1, record.place
    if waiting:
        yield Batch(list(waiting.values()), place + 1)


def order_of(group: Group, mapping: Mapping) -> NewOrder | None:
    """The order that the group's good lines make; None when there is none, and then all its lines are rejected."""
    if mapping.whole_orders and group.rejected:
        first = group.rejected[0]
        sentence = f"The order was left out as a whole, since line {first.record.line} cannot be read: {first.sentence}"
        group.reject("another line of its order was rejected", sentence)
    if mapping.whole_orders:
        _check_heads(group)
    goods = tuple(line.goods for _record, line in group.good if line.goods)
    if group.good and not goods:
        group.reject("freight without goods", "The order has freight, but no goods that could come back.")
    if not group.good:
        return None
    head = group.good[0][1].head
    freight = head.freight_minor + sum(line.freight_minor for _record, line in group.good)
    return NewOrder(
        number=group.number,
        buyer=head.buyer,
        ordered_at=head.ordered_at,
        currency=head.currency,
        lines=goods,
        discount_minor=head.discount_minor,
        freight_minor=freight,
        paid_at=head.paid_at,
        shipped_at=head.shipped_at,
        signed_at=head.signed_at,
        recipient=head.recipient,
        phone=head.phone,
        address=head.address,
    )


def _read(table: Table, mapping: Mapping, setting: Setting, record: Record) -> tuple[str, Line | BadLine]:
    try:
        row = table.row(record)
    except BadLine as bad:
        return "", bad
    number = row[mapping.number_column]
    try:
        return number, mapping.read(row, setting)
    except BadLine as bad:
        return number, bad


def _check_heads(group: Group) -> None:
    """Every line must say the same about its order, or nothing."""
    if not group.good:
        return
    first_record, first = group.good[0]
    for record, line in group.good[1:]:
        part = "" if line.head is first.head else _difference(first.head, line.head)
        if part:
            sentence = f"Lines {first_record.line} and {record.line} tell different things about the order: {part}."
            group.reject("lines contradict each other", sentence)
            return


def _difference(one: Head, other: Head) -> str:
    """The first part in which two heads differ, or nothing."""
    parts = (
        ("currency", one.currency, other.currency),
        ("customer", one.buyer.account, other.buyer.account),
        ("order_discount", one.discount_minor, other.discount_minor),
        ("freight", one.freight_minor, other.freight_minor),
        ("shipped_at", one.shipped_at, other.shipped_at),
        ("signed_at", one.signed_at, other.signed_at),
    )
    return next((name for name, here, there in parts if here != there), "")
