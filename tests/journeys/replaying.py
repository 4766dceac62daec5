"""A row, told again by the journal alone: what no entry says still has its first value."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field

from aftercare.journal.models import Entry
from aftercare.journal.rules import retell
from aftercare.moves.models import Moving
from aftercare.returns.models import Return, ReturnLine

BORN = {
    "cases.case": "id number token kind channel merchant customer opened_at opened_by opened_by_name contact phone "
    "address partner",
    "returns.return": "id case kind number order order_number shop_reference ordered_at merchant customer reason "
    "remark goods not_received applied_at applied_by window_rule window_ends_on window_override currency "
    "decided is_business shipped_late",
    "billing.refund": "id case number merchant customer order_number applied_at currency",
    "billing.charge": "id case number purpose merchant customer currency asked_at",
    "billing.overpaid": "id refund number merchant customer currency arisen_at",
    "returns.dispatch": "id case number purpose merchant customer order asked_at recipient phone address",
    "billing.payoutorder": "id refund gateway key payee amount_minor currency opened_at",
}
"""What a record is from its first moment on, as its opening found it."""
DERIVED = {
    "shown", "due_at", "version", "state_since",
    "tries", "busy_until", "next_look_at", "sent_at",  # when a worker looks next is no decision of anybody
}  # fmt: skip
"""What is computed from the rest, or checked apart."""
AHEAD = {f"returns.return.{what}" for what in ("refund_ahead", "approve_ahead", "pay_ahead", "hold")}
"""News of money that goes ahead of goods: a page from before is overtaken by them, though the state stays."""


def plain(value: object) -> Any:
    """A value as the journal spells it."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def entries_of(row: Moving) -> list[Entry]:
    """Everything that the journal says of a record."""
    return list(Entry.objects.filter(subject=row.label).order_by("pk"))


def untold(row: Moving) -> dict[str, tuple[object, object]]:
    """Fields of a row that the journal tells otherwise or not at all: what it tells, and what the row says."""
    entries = entries_of(row)
    told = _told(row, entries)
    names = BORN.get(row._meta.label_lower, "id").split()
    fields = [f for f in row._meta.concrete_fields if f.name not in names and f.name not in DERIVED]
    pairs = {f.name: (told.get(f.name, _first(f)), plain(f.value_from_object(row))) for f in fields}
    wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    moves = [entry for entry in entries if "state" in entry.before or entry.kind in AHEAD]
    if row.version != 1 + len(moves):
        wrong["version"] = (1 + len(moves), row.version)
    if row.state_since != _since(entries):
        wrong["state_since"] = (_since(entries), row.state_since)
    return wrong


def untold_lines(returning: Return) -> dict[int, tuple[object, object]]:
    """The lines of a return of which the journal tells another amount or another count."""
    told = retell((entry.before, entry.after) for entry in entries_of(returning)).fields
    wrong: dict[int, tuple[object, object]] = {}
    for line in ReturnLine.objects.filter(returning=returning):
        found = [line.amount_minor, line.counted, line.accepted, line.damaged, line.grade]
        said = _line_told(line, told)
        if found != said:
            wrong[line.pk] = (said, found)
    return wrong


def _line_told(line: ReturnLine, told: Mapping[str, Any]) -> list[object]:
    amount = told.get("amounts", {}).get(str(line.pk), line.asked_minor)
    return [amount, *told.get("counts", {}).get(str(line.pk), [None, None, None, ""])]


def _told(row: Moving, entries: list[Entry]) -> dict[str, object]:
    told = retell((entry.before, entry.after) for entry in entries).fields
    if isinstance(row, Return):
        told.setdefault("amount_minor", told.get("asked_minor"))
    for name in ("operations_reviewed_at", "asked_at"):
        told.setdefault(name, plain(getattr(row, name, None)))
    return told


def _first(field: "Field[Any, Any]") -> object:
    return plain(field.get_default())


def _since(entries: list[Entry]) -> datetime:
    """When the state was last another one before."""
    return [e.at for e in entries if e.after.get("state") and e.after["state"] != e.before.get("state")][-1]
