"""The statements that sum facts up to merchants' days: one text for writing the days and for checking them."""

from django.db import connection

from aftercare.reporting.terms.scores import PROMISE

_PROMISED = PROMISE.minutes * 60

TOUCHED = "SELECT * FROM unnest(%s::bigint[], %s::date[]) AS touched (merchant, day)"
"""Pairs of merchant and day, as two arrays."""

_DAYS = """
SELECT merchant, day, sum(asked) AS asked, sum(disputed) AS disputed, sum(ended) AS ended,
    sum(ended_alone) AS ended_alone, sum(paid) AS paid, sum(paid_seconds) AS paid_seconds,
    sum(handled) AS handled, sum(handled_in_time) AS handled_in_time, sum(stepped_in) AS stepped_in,
    sum(ended_seconds) AS ended_seconds
FROM (
    SELECT merchant, asked_on AS day, count(*) AS asked, count(*) FILTER (WHERE is_disputed) AS disputed,
        0 AS ended, 0 AS ended_alone, 0 AS paid, 0 AS paid_seconds, 0 AS handled, 0 AS handled_in_time,
        count(*) FILTER (WHERE stepped_in) AS stepped_in, 0 AS ended_seconds
    FROM reporting_refundfact WHERE {asked} GROUP BY 1, 2
    UNION ALL
    SELECT merchant, ended_on, 0, 0, count(*), count(*) FILTER (WHERE NOT stepped_in), count(*) FILTER (WHERE is_paid),
        coalesce(sum(seconds) FILTER (WHERE is_paid), 0), count(handled_seconds),
        count(*) FILTER (WHERE handled_seconds <= {promised}), 0, coalesce(sum(seconds), 0)
    FROM reporting_refundfact WHERE {ended} GROUP BY 1, 2
) AS counted GROUP BY 1, 2
"""

_WAITS = """
SELECT merchant, ended_on AS day, wait.key AS turn, sum(wait.value::bigint) AS seconds
FROM reporting_refundfact, jsonb_each_text(waits) AS wait WHERE is_paid AND {ended} GROUP BY 1, 2, 3
"""

_KEPT_DAYS = """
SELECT merchant, day, asked, disputed, ended, ended_alone, paid, paid_seconds, handled, handled_in_time, stepped_in,
    ended_seconds
FROM reporting_merchantday
"""
_KEPT_WAITS = "SELECT merchant, day, turn, seconds FROM reporting_waitday"
_DIFFERING = "SELECT count(*) FROM (({right} EXCEPT {kept}) UNION ALL ({kept} EXCEPT {right})) AS differing"


def day_sums(touched: str = "") -> str:
    """The SELECT of merchants' days: all of them, or those of the pairs that `touched` selects (it is used twice)."""
    if not touched:
        return _DAYS.format(asked="true", ended="ended_on IS NOT NULL", promised=_PROMISED)
    return _DAYS.format(
        promised=_PROMISED, asked=f"(merchant, asked_on) IN ({touched})", ended=f"(merchant, ended_on) IN ({touched})"
    )


def wait_sums(touched: str = "") -> str:
    """The SELECT of who waited how long, likewise."""
    return _WAITS.format(ended=f"(merchant, ended_on) IN ({touched})" if touched else "ended_on IS NOT NULL")


def differing_rows() -> int:
    """How many rows of merchants' days are not the sum of their facts; 0 unless somebody wrote past the commands."""
    pairs = ((day_sums(), _KEPT_DAYS), (wait_sums(), _KEPT_WAITS))
    with connection.cursor() as cursor:
        found = 0
        for right, kept in pairs:
            cursor.execute(_DIFFERING.format(right=right, kept=kept))
            found += int(cursor.fetchone()[0])
    return found
