"""Refunds as rows of plain values, for a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import visible_to
from aftercare.customers.rules import masked_text
from aftercare.kernel.actor import Actor
from aftercare.lists.queries.reading import Field, money, plain, private, time, worded


@dataclass(frozen=True)
class SoughtRefunds:
    """Which refunds: those in a state, with a service or order number, of one merchant, asked between two moments."""

    state: str = ""
    number: str = ""
    order: str = ""
    merchant: int | None = None
    since: datetime | None = None
    before: datetime | None = None

    def as_plain(self) -> dict[str, object]:
        """What can be kept until a job reads it; empty parts are left out."""
        told = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


def narrowed(rows: QuerySet[Refund], sought: SoughtRefunds) -> QuerySet[Refund]:
    """Those of the refunds that are sought."""
    conditions: dict[str, object] = {
        "state": sought.state,
        "number": sought.number,
        "order_number": sought.order,
        "merchant": sought.merchant,
        "asked_at__gte": sought.since,
        "asked_at__lt": sought.before,
    }
    return rows.filter(**{name: value for name, value in conditions.items() if value})


def refunds_sought_by(actor: Actor, kept: Mapping[str, Any]) -> QuerySet[Refund]:
    """The refunds that this actor may see now and that were sought then, newest first."""
    times = {name: datetime.fromisoformat(kept[name]) for name in ("since", "before") if name in kept}
    return narrowed(visible_to(actor), SoughtRefunds(**{**kept, **times}))


FIELDS: Mapping[str, Field] = {
    "number": plain("number"),
    "state": worded("state", "state"),
    "order": plain("order_number"),
    "merchant": plain("merchant__name"),
    "buyer": private("customer__name", masked_text),
    "applied": time("applied_at"),
    "reviewed": time("operations_reviewed_at"),
    "asked": time("asked_at"),
    "total": money("total_minor"),
    "currency": plain("currency"),
    "approved": time("approved_at"),
    "approver": plain("approved_by_name"),
    "method": worded("payout__method", "method"),
    "reference": plain("payout__reference"),
    "paid": time("payout__paid_at"),
    "payer": plain("payout__paid_by_name"),
}
"""Every column of a refund, one row each; its lines stand on the page and in the return's own export."""
