"""How fast exchanges were, by merchant and month."""

from datetime import timedelta
from typing import Any

from django.db import connection

from aftercare.kernel.actor import Actor
from aftercare.reporting.terms.scores import Span
from aftercare.reporting.terms.swaps import LONGEST, PROMISED, USUAL_FROM, USUAL_TO, Turned, Whole

_TURNED = """
SELECT merchant, date_trunc('month', turned_on)::date AS month, count(*),
    count(*) FILTER (WHERE turned_seconds <= %(promised)s),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY turned_seconds)
FROM reporting_swapfact
WHERE turned_on BETWEEN %(first)s AND %(last)s AND (%(own)s::bigint[] IS NULL OR merchant = ANY(%(own)s::bigint[]))
GROUP BY 1, 2 ORDER BY 2 DESC, 1
"""
_WHOLE = """
WITH told AS (
    SELECT merchant, date_trunc('month', had_on)::date AS month, whole_seconds,
        least(whole_seconds / 86400, %(longest)s)::int AS day
    FROM reporting_swapfact
    WHERE had_on BETWEEN %(first)s AND %(last)s AND (%(own)s::bigint[] IS NULL OR merchant = ANY(%(own)s::bigint[]))
), days AS (
    SELECT merchant, month, array_agg(day ORDER BY day) AS day, array_agg(count ORDER BY day) AS counted
    FROM (SELECT merchant, month, day, count(*) AS count FROM told GROUP BY 1, 2, 3) AS counted GROUP BY 1, 2
)
SELECT merchant, month, count(*), count(*) FILTER (WHERE whole_seconds < %(quick)s),
    count(*) FILTER (WHERE whole_seconds BETWEEN %(quick)s AND %(usual)s),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY whole_seconds), days.day, days.counted
FROM told JOIN days USING (merchant, month)
GROUP BY merchant, month, days.day, days.counted ORDER BY month DESC, merchant
"""


def turned_in(actor: Actor, span: Span) -> list[Turned]:
    """From the receipt of the old goods to the end, for exchanges that ended in these days; the latest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNED, {**_asked(actor, span), "promised": PROMISED.total_seconds()})
        return [
            Turned(merchant, month, count, in_time, _span(times[0]), _span(times[1]))
            for merchant, month, count, in_time, times in cursor.fetchall()
        ]


def whole_in(actor: Actor, span: Span) -> list[Whole]:
    """From the first word to the new goods with the buyer, for those that he had in these days."""
    bounds = {"quick": USUAL_FROM.total_seconds(), "usual": USUAL_TO.total_seconds(), "longest": LONGEST}
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, {**_asked(actor, span), **bounds})
        return [
            Whole(merchant, month, count, quick, usual, _span(times[0]), _span(times[1]), _by_day(days, counted))
            for merchant, month, count, quick, usual, times, days, counted in cursor.fetchall()
        ]


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _by_day(days: list[int], counts: list[int]) -> list[int]:
    told = dict(zip(days, counts, strict=True))
    return [told.get(day, 0) for day in range(LONGEST + 1)]


def _asked(actor: Actor, span: Span) -> dict[str, Any]:
    own = None if actor.merchants is None else sorted(actor.merchants)
    return {"first": span.first, "last": span.last, "own": own}
