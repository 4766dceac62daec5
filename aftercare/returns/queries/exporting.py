"""Returns as rows of plain values, for a file: any number of them, read from the server piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.customers.rules import masked_phone, masked_text
from aftercare.kernel.actor import Actor
from aftercare.kernel.money import from_minor
from aftercare.lists.terms import Cell
from aftercare.returns.models import Return
from aftercare.returns.queries.searching import Sequence as ListSequence
from aftercare.returns.queries.searching import Sought, matching
from aftercare.returns.rules.handling import handling_of
from aftercare.returns.terms import INSTEAD_REFUND, TURN_IN, State, turn_of

_CHUNK = 2000
_TIMES = ("applied_from", "applied_before", "ordered_from", "ordered_before", "due_before")


@dataclass(frozen=True)
class Reader:
    """For whom the rows are: what values are called for him, and whether he sees personal data in full."""

    words: Mapping[str, Mapping[str, str]]
    language: str
    in_full: bool

    def word(self, column: str, *names: str) -> str:
        """What a value is called; the first of the names that has a word, else the last name itself."""
        told = self.words.get(column, {})
        return next((told[name] for name in names if name in told), names[-1])


@dataclass(frozen=True)
class Field:
    """A column: what is read from the database, and what is made of it for a reader."""

    paths: tuple[str, ...]
    make: Callable[..., Cell]


def _plain(path: str) -> Field:
    return Field((path,), lambda _reader, value: value)


def _time(path: str) -> Field:
    return Field((path,), lambda _reader, at: timezone.localtime(at) if at else None)


def _money(*paths: str) -> Field:
    return Field(("currency", *paths), lambda _reader, currency, *minor: from_minor(sum(minor), currency))


def _private(path: str, mask: Callable[[str], str]) -> Field:
    return Field((path,), lambda reader, value: value if reader.in_full else mask(value))


def _turn(reader: Reader, kind: str, state: str) -> Cell:
    return reader.word("turn", str(turn_of(kind, state)))


def _since(_reader: Reader, state: str, since: datetime) -> Cell:
    return timezone.localtime(since) if State(state) in TURN_IN else None


def _outcome(reader: Reader, kind: str, state: str, is_resent: bool) -> Cell:
    return reader.word("outcome", str(handling_of(kind, state, is_resent=is_resent)))


def _refund(_reader: Reader, currency: str, kind: str, instead: str, amount: int, price: int, freight: int) -> Cell:
    is_swap = kind == Kind.EXCHANGE and instead != INSTEAD_REFUND
    return from_minor((max(0, amount - price) if is_swap else amount) + freight, currency)


def _reason(reader: Reader, labels: Mapping[str, str], code: str) -> Cell:
    return str(labels.get(reader.language) or labels.get("en") or code)


FIELDS: Mapping[str, Field] = {
    "number": _plain("number"),
    "state": Field(("shown",), lambda reader, shown: reader.word("state", shown)),
    "turn": Field(("kind", "state"), _turn),
    "since": Field(("state", "state_since"), _since),
    "due": _time("due_at"),
    "kind": Field(("kind",), lambda reader, kind: reader.word("kind", kind)),
    "goods": _plain("goods"),
    "refund": Field(("currency", "kind", "instead", "amount_minor", "price_minor", "freight_minor"), _refund),
    "merchant": _plain("merchant__name"),
    "order": _plain("order_number"),
    "applied": _time("applied_at"),
    "reviewed": _time("reviewed_at"),
    "ordered": _time("ordered_at"),
    "buyer": _private("customer__name", masked_text),
    "shop": _plain("order__shop__name"),
    "reason": Field(("reason__labels", "reason__code"), _reason),
    "channel": Field(("case__channel",), lambda reader, channel: reader.word("channel", channel)),
    "tracking": _plain("tracking_number"),
    "outcome": Field(("kind", "state", "is_resent"), _outcome),
    "fault": Field(("reason__fault",), lambda reader, fault: reader.word("fault", fault)),
    "marks": Field(("customer__marks",), lambda reader, marks: ", ".join(reader.word("marks", mark) for mark in marks)),
    "platform": _plain("order__shop__platform"),
    "business": Field(("is_business",), lambda reader, yes: reader.word("business", "yes") if yes else None),
    "late": Field(("shipped_late",), lambda reader, yes: reader.word("late", "yes") if yes else None),
    "currency": _plain("currency"),
    "asked": _money("asked_minor"),
    "goods_amount": _money("amount_minor"),
    "freight": _money("freight_minor"),
    "account": _private("customer__account", masked_text),
    "contact": _private("case__contact", masked_text),
    "phone": _private("case__phone", masked_phone),
    "carrier": _plain("carrier"),
    "shipped": _time("shipped_at"),
    "received": _time("received_at"),
    "inspected": _time("inspected_at"),
    "completed": _time("completed_at"),
    "reviewer": _plain("reviewed_by_name"),
}
"""Every column that can be exported. Amounts are decimals of the return's currency, times those of the company."""


def plain_of(sought: Sought, sequence: ListSequence, picked: Sequence[int] = ()) -> dict[str, object]:
    """What is sought, as it can be kept until a job reads it; empty parts are left out."""
    told: dict[str, Any] = {**asdict(sought), "oldest_first": sequence.oldest_first, "picked": list(picked)}
    return {name: told[name].isoformat() if name in _TIMES else told[name] for name in told if told[name]}


def sought_by(actor: Actor, plain: Mapping[str, Any]) -> QuerySet[Return]:
    """The returns that this actor may see now and that were sought then, in the sequence of the list."""
    sought = _sought(plain)
    found = matching(actor, sought)
    if plain.get("picked"):
        found = found.filter(pk__in=plain["picked"])
    return ListSequence(sought.stands_by, oldest_first=bool(plain.get("oldest_first"))).sorted(found)


def rows_of(found: QuerySet[Return], columns: Sequence[str], reader: Reader) -> Iterator[list[Cell]]:
    """One row after the other, through a cursor of the server; nothing is kept of those that are done."""
    paths = list(dict.fromkeys(path for key in columns for path in FIELDS[key].paths))
    places = [(FIELDS[key].make, [paths.index(path) for path in FIELDS[key].paths]) for key in columns]
    for values in found.values_list(*paths).iterator(chunk_size=_CHUNK):
        yield [make(reader, *(values[place] for place in taken)) for make, taken in places]


def _sought(plain: Mapping[str, Any]) -> Sought:
    parts: dict[str, Any] = {part.name: plain[part.name] for part in fields(Sought) if part.name in plain}
    for name in set(_TIMES) & set(parts):
        parts[name] = datetime.fromisoformat(parts[name])
    return Sought(**parts)
