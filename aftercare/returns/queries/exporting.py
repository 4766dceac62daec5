"""Returns as rows of plain values, for a file: any number of them, read from the server piece by piece."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.customers.rules import masked_phone, masked_text
from aftercare.kernel.actor import Actor
from aftercare.kernel.money import from_minor
from aftercare.lists.queries.reading import Field, Reader, money, plain, private, time
from aftercare.lists.terms import Cell
from aftercare.returns.models import Return
from aftercare.returns.queries.searching import Sequence as ListSequence
from aftercare.returns.queries.searching import Sought, matching
from aftercare.returns.rules.handling import handling_of
from aftercare.returns.terms import INSTEAD_REFUND, TURN_IN, State, turn_of

_TIMES = ("applied_from", "applied_before", "ordered_from", "ordered_before", "due_before")


def _turn(reader: Reader, kind: str, state: str) -> Cell:
    return reader.word("turn", str(turn_of(kind, state)))


def _since(_reader: Reader, state: str, since: datetime) -> Cell:
    return timezone.localtime(since) if State(state) in TURN_IN else None


def _outcome(reader: Reader, kind: str, state: str, is_resent: bool) -> Cell:
    return reader.word("outcome", str(handling_of(kind, state, is_resent=is_resent)))


def _refund(_reader: Reader, currency: str, kind: str, instead: str, amount: int, price: int, *beside: int) -> Cell:
    is_swap = kind == Kind.EXCHANGE and instead != INSTEAD_REFUND
    return from_minor((max(0, amount - price) if is_swap else amount) + sum(beside), currency)


def _reason(reader: Reader, labels: Mapping[str, str], code: str) -> Cell:
    return str(labels.get(reader.language) or labels.get("en") or code)


FIELDS: Mapping[str, Field] = {
    "number": plain("number"),
    "state": Field(("shown",), lambda reader, shown: reader.word("state", shown)),
    "turn": Field(("kind", "state"), _turn),
    "since": Field(("state", "state_since"), _since),
    "due": time("due_at"),
    "kind": Field(("kind",), lambda reader, kind: reader.word("kind", kind)),
    "goods": plain("goods"),
    "refund": Field(
        ("currency", "kind", "instead", "amount_minor", "price_minor", "freight_minor", "gifts_back_minor"), _refund
    ),
    "merchant": plain("merchant__name"),
    "order": plain("order_number"),
    "applied": time("applied_at"),
    "reviewed": time("reviewed_at"),
    "ordered": time("ordered_at"),
    "buyer": private("customer__name", masked_text),
    "shop": plain("order__shop__name"),
    "reason": Field(("reason__labels", "reason__code"), _reason),
    "channel": Field(("case__channel",), lambda reader, channel: reader.word("channel", channel)),
    "tracking": plain("tracking_number"),
    "outcome": Field(("kind", "state", "is_resent"), _outcome),
    "fault": Field(("reason__fault",), lambda reader, fault: reader.word("fault", fault)),
    "marks": Field(("customer__marks",), lambda reader, marks: ", ".join(reader.word("marks", mark) for mark in marks)),
    "platform": plain("order__shop__platform"),
    "business": Field(("is_business",), lambda reader, yes: reader.word("business", "yes") if yes else None),
    "late": Field(("shipped_late",), lambda reader, yes: reader.word("late", "yes") if yes else None),
    "currency": plain("currency"),
    "asked": money("asked_minor"),
    "goods_amount": money("amount_minor"),
    "freight": money("freight_minor"),
    "account": private("customer__account", masked_text),
    "contact": private("case__contact", masked_text),
    "phone": private("case__phone", masked_phone),
    "carrier": plain("carrier"),
    "shipped": time("shipped_at"),
    "received": time("received_at"),
    "inspected": time("inspected_at"),
    "completed": time("completed_at"),
    "reviewer": plain("reviewed_by_name"),
}
"""Every column that can be exported. Amounts are decimals of the return's currency, times those of the company."""


def plain_of(sought: Sought, sequence: ListSequence, picked: Sequence[int] = ()) -> dict[str, object]:
    """What is sought, as it can be kept until a job reads it; empty parts are left out."""
    told: dict[str, Any] = {**asdict(sought), "oldest_first": sequence.oldest_first, "picked": list(picked)}
    return {name: told[name].isoformat() if name in _TIMES else told[name] for name in told if told[name]}


def sought_by(actor: Actor, kept: Mapping[str, Any]) -> QuerySet[Return]:
    """The returns that this actor may see now and that were sought then, in the sequence of the list."""
    sought = _sought(kept)
    found = matching(actor, sought)
    if kept.get("picked"):
        found = found.filter(pk__in=kept["picked"])
    return ListSequence(sought.stands_by, oldest_first=bool(kept.get("oldest_first"))).sorted(found)


def _sought(kept: Mapping[str, Any]) -> Sought:
    parts: dict[str, Any] = {part.name: kept[part.name] for part in fields(Sought) if part.name in kept}
    for name in set(_TIMES) & set(parts):
        parts[name] = datetime.fromisoformat(parts[name])
    return Sought(**parts)
