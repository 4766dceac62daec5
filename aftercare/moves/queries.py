"""Whether records are what the journal says of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field

from aftercare.journal.models import Entry
from aftercare.journal.rules import Retold, retell
from aftercare.moves.models import Moving

_AT_ONCE = 500


@dataclass(frozen=True)
class Stray:
    """A field of a record that is not what the journal says, or an entry that begins where none before it ended."""

    label: str
    field: str
    told: object
    found: object


def strays(kind: type[Moving]) -> Iterator[Stray]:
    """Fold the journal of every record of a kind, in constant memory, and yield what the record says otherwise.

    A record that the journal does not know (brought in by other means) has nothing to be compared with.
    """
    last = 0
    while rows := _next(kind, last):
        last = rows[-1].pk
        yield from _strays_among(rows)


def _next(kind: type[Moving], last: int) -> list[Moving]:
    return list(kind._default_manager.filter(pk__gt=last).order_by("pk")[:_AT_ONCE])


def _strays_among(rows: Sequence[Moving]) -> Iterator[Stray]:
    entries = defaultdict(list)
    for entry in Entry.objects.filter(subject__in=[row.label for row in rows]).order_by("pk"):
        entries[entry.subject].append(entry)
    for row in rows:
        if any(strays_of(row, entries[row.label])):
            yield from _looked_at_again(row)


def _looked_at_again(row: Moving) -> list[Stray]:
    """The record may have moved between the two readings; one that stands the same after as before has not."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    while True:
        before = rows.values().get()
        found = list(strays_of(rows.get(), Entry.objects.filter(subject=row.label).order_by("pk")))
        if rows.values().get() == before:
            return found


def strays_of(row: Moving, entries: Iterable[Entry]) -> Iterator[Stray]:
    """What one record says otherwise than its entries, given in their order."""
    fields = [each for each in row._meta.concrete_fields if each.name not in row.UNTOLD]
    columns = {name: each for each in fields for name in (each.name, each.attname)}
    retold = retell((entry.before, entry.after) for entry in entries)
    yield from (Stray(row.label, *gap) for gap in retold.gaps if gap[0] in columns)
    yield from _differences(row, retold, columns)


def _differences(row: Moving, retold: Retold, columns: "Mapping[str, Field[Any, Any]]") -> Iterator[Stray]:
    for name in sorted(set(columns) & set(retold.fields)):
        found = json.loads(json.dumps(columns[name].value_from_object(row), cls=DjangoJSONEncoder))
        if found != retold.fields[name]:
            yield Stray(row.label, name, retold.fields[name], found)
