"""How many parcels left and how many of them came up again, by month."""

from collections import Counter
from datetime import date

from django.db import connection

from aftercare.cases.terms import Kind
from aftercare.kernel.actor import Actor
from aftercare.reporting.rules.volumes import days_passed
from aftercare.reporting.terms.scores import Span
from aftercare.reporting.terms.volumes import Volume

_PARCELS = """
SELECT date_trunc('month', shipped_at AT TIME ZONE %(zone)s)::date, count(*) FROM orders_order
WHERE shipped_at >= %(first)s::date::timestamp AT TIME ZONE %(zone)s
  AND shipped_at < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s AND replaces_id IS NULL
  AND (%(own)s::bigint[] IS NULL OR merchant_id = ANY(%(own)s::bigint[]))
GROUP BY 1
"""
_CASES = """
SELECT date_trunc('month', applied_at AT TIME ZONE %(zone)s)::date, kind, is_resent, count(*) FROM returns_return
WHERE applied_at >= %(first)s::date::timestamp AT TIME ZONE %(zone)s
  AND applied_at < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
  AND (%(own)s::bigint[] IS NULL OR merchant_id = ANY(%(own)s::bigint[]))
GROUP BY 1, 2, 3
"""
_PART = {str(Kind.COMPENSATION): "others", str(Kind.REFUND_ONLY): "unsent"}


def volumes_in(actor: Actor, span: Span, today: date, *, zone: str, merchant: int | None = None) -> list[Volume]:
    """Each month that begins in the span, the latest first; of one merchant, or of all that the actor works for."""
    asked = {"first": span.first, "last": span.last, "own": _own(actor, merchant), "zone": zone}
    with connection.cursor() as cursor:
        cursor.execute(_PARCELS, asked)
        parcels = dict(cursor.fetchall())
        cursor.execute(_CASES, asked)
        parts: Counter[tuple[date, str]] = Counter()
        for month, kind, is_resent, count in cursor.fetchall():
            parts[month, "others" if is_resent else _PART.get(kind, "returns")] += count
    return [
        Volume(
            month,
            days_passed(month, today),
            parcels.get(month, 0),
            *(parts[month, part] for part in ("returns", "others", "unsent")),
        )
        for month in _months(span)
        if days_passed(month, today)
    ]


def _own(actor: Actor, merchant: int | None) -> list[int] | None:
    own = None if actor.merchants is None else sorted(actor.merchants)
    if merchant is None:
        return own
    return [merchant] if own is None or merchant in own else []


def _months(span: Span) -> list[date]:
    """The first days of the months of the span, the latest first."""
    found, month = [], span.last.replace(day=1)
    while month >= span.first:
        found.append(month)
        month = (month.replace(day=1) - date.resolution).replace(day=1)
    return found
