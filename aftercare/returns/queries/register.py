"""The register of goods that came in or went out after sale: what is sought in it, on a page, on paper, as a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.lists.queries.reading import Field, Reader, plain, time, worded
from aftercare.lists.terms import Cell
from aftercare.returns.models import StockRecord
from aftercare.returns.queries.detail import stock_records_visible_to
from aftercare.returns.terms import STOCK_IN, STOCK_OUT, StockKind

IN, OUT = "in", "out"
_KINDS: Mapping[str, frozenset[StockKind]] = {IN: STOCK_IN, OUT: STOCK_OUT}


@dataclass(frozen=True)
class SoughtRecords:
    """Which stock records: those between two moments, of one kind (or all that came IN, or went OUT), by one person.

    `operator` is how his name begins; `number` a service number or an article's code.
    """

    since: datetime | None = None
    before: datetime | None = None
    kind: str = ""
    operator: str = ""
    number: str = ""

    def as_plain(self) -> dict[str, object]:
        """What can be kept until a job reads it; empty parts are left out."""
        told = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


def records_of(actor: Actor, sought: SoughtRecords) -> QuerySet[StockRecord]:
    """The records that this actor sees and that are sought, newest first."""
    records = stock_records_visible_to(actor)
    if sought.since:
        records = records.filter(at__gte=sought.since)
    if sought.before:
        records = records.filter(at__lt=sought.before)
    if sought.kind:
        records = records.filter(kind__in=sorted(_KINDS.get(sought.kind, {sought.kind})))
    if sought.operator:
        records = records.filter(operator_name__istartswith=sought.operator)
    if sought.number:
        records = records.filter(Q(case_number=sought.number.upper()) | Q(sku__iexact=sought.number))
    return records


def records_sought_by(actor: Actor, kept: Mapping[str, Any]) -> QuerySet[StockRecord]:
    """The same for what was kept as plain values."""
    times = {name: datetime.fromisoformat(kept[name]) for name in ("since", "before") if name in kept}
    return records_of(actor, SoughtRecords(**{**kept, **times}))


def destination_of(kind: str, *, is_scrap: bool) -> str:
    """Where the goods went: to the buyer, to scrap, or to stock."""
    if kind in STOCK_OUT:
        return "buyer"
    return "scrap" if is_scrap else "stock"


def _destination(reader: Reader, kind: str, is_scrap: bool) -> Cell:
    return reader.word("destination", destination_of(kind, is_scrap=is_scrap))


FIELDS: Mapping[str, Field] = {
    "at": time("at"),
    "kind": worded("kind", "kind"),
    "name": plain("name"),
    "sku": plain("sku"),
    "quantity": plain("quantity"),
    "destination": Field(("kind", "is_scrap"), _destination),
    "operator": plain("operator_name"),
    "number": plain("case_number"),
    "merchant": plain("merchant__name"),
}
"""Every column of the register: type, goods, quantity, time, operator, service number, and where the goods went."""
