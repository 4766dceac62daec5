"""Keeping the merchants' daily figures: behind the journal, or counted anew as a whole.

A refund's fact is worked out from its rooms; a merchant's day is the sum of the facts that stand on it. Whatever
changes a fact, the days on which it stood and stands are summed up again, so both ways lead to the same rows.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from aftercare.cases.models import Case
from aftercare.journal.models import Entry
from aftercare.journal.terms import CASE_STREAM
from aftercare.reporting.commands.swaps import forget_swaps, keep_swaps
from aftercare.reporting.models import MerchantDay, RefundFact, WaitDay
from aftercare.reporting.queries.daily_sums import TOUCHED, day_sums, wait_sums
from aftercare.reporting.queries.refund_facts import facts_of
from aftercare.reporting.terms.scores import CaseFact
from aftercare.rows.turns import take_turn
from aftercare.rows.whole import whole

BATCH = 500
Days = set[tuple[int, date]]

# Two writers would sum up without seeing each other's facts; this makes the second one wait for the first.
_TURN = "aftercare scores"

_WRITE = """
INSERT INTO reporting_refundfact AS old (
    "case", merchant, asked_at, asked_on, ended_at, ended_on, is_paid, seconds, stepped_in, is_disputed,
    handled_seconds, waits
)
SELECT * FROM unnest(
    %s::bigint[], %s::bigint[], %s::timestamptz[], %s::date[], %s::timestamptz[], %s::date[], %s::boolean[],
    %s::bigint[], %s::boolean[], %s::boolean[], %s::bigint[], %s::jsonb[]
)
ON CONFLICT ("case") DO UPDATE SET
    merchant = excluded.merchant, asked_at = excluded.asked_at, asked_on = excluded.asked_on,
    ended_at = excluded.ended_at, ended_on = excluded.ended_on, is_paid = excluded.is_paid, seconds = excluded.seconds,
    stepped_in = excluded.stepped_in, is_disputed = excluded.is_disputed,
    handled_seconds = excluded.handled_seconds, waits = excluded.waits
"""

_PUT_DAYS = """INSERT INTO reporting_merchantday (
    merchant, day, asked, disputed, ended, ended_alone, paid, paid_seconds, handled, handled_in_time, stepped_in,
    ended_seconds
)"""
_PUT_WAITS = "INSERT INTO reporting_waitday (merchant, day, turn, seconds)"
_FORGET = "DELETE FROM {table} WHERE (merchant, day) IN ({touched})"


def follow_entries(entries: Iterable[Entry]) -> None:
    """Bring the figures of every case these journal entries speak of up to date. Safe to run twice."""
    ids = {int(entry.stream.removeprefix(CASE_STREAM)) for entry in entries if entry.stream.startswith(CASE_STREAM)}
    count_cases(sorted(ids))


def count_cases(ids: Sequence[int]) -> None:
    """Work out these cases' facts again, and every day that changes by it."""
    for start in range(0, len(ids), BATCH):
        _count_batch(ids[start : start + BATCH])


def recount(*, told: Callable[[int], None] = lambda _done: None) -> int:
    """Count everything anew; `told` hears how many cases were looked at so far. Returns how many there are."""
    done, last = 0, 0
    while ids := list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        _count_batch(ids)
        done, last = done + len(ids), ids[-1]
        told(done)
    _sum_up_everything()
    return done


@whole()
def _count_batch(ids: Sequence[int]) -> None:
    take_turn(_TURN)
    with connection.cursor() as cursor:
        before = {row.case: row for row in RefundFact.objects.filter(case__in=ids)}
        facts = list(facts_of(ids))
        kept = {fact.case for fact in facts}
        changed = [fact for fact in facts if _differs(fact, before.get(fact.case))]
        gone = [row for case, row in before.items() if case not in kept]
        if gone:
            RefundFact.objects.filter(case__in=[row.case for row in gone]).delete()
        if changed:
            columns = zip(*(_as_row(fact) for fact in changed), strict=True)
            cursor.execute(_WRITE, [list(column) for column in columns])
        replaced = [before[fact.case] for fact in changed if fact.case in before]
        _sum_up(_days_of(changed) | _days_of(gone) | _days_of(replaced))
    keep_swaps(ids)


def _sum_up(days: Days) -> None:
    """Sum these merchants' days up again; a day on which nothing stands any more is dropped."""
    if not days:
        return
    told: list[Any] = [[merchant for merchant, _day in sorted(days)], [day for _merchant, day in sorted(days)]]
    with connection.cursor() as cursor:
        for table in (MerchantDay, WaitDay):
            cursor.execute(_FORGET.format(table=table._meta.db_table, touched=TOUCHED), told)
        cursor.execute(f"{_PUT_DAYS} {day_sums(TOUCHED)}", told * 2)
        cursor.execute(f"{_PUT_WAITS} {wait_sums(TOUCHED)}", told)


@whole()
def _sum_up_everything() -> None:
    """Every day anew, out of facts whose case still is; who reads meanwhile sees the old days until this is done."""
    take_turn(_TURN)
    with connection.cursor() as cursor:
        RefundFact.objects.exclude(case__in=Case.objects.values("pk")).delete()
        forget_swaps(Case.objects.values("pk"))
        MerchantDay.objects.all().delete()
        WaitDay.objects.all().delete()
        cursor.execute(f"{_PUT_DAYS} {day_sums()}")
        cursor.execute(f"{_PUT_WAITS} {wait_sums()}")


def _days_of(facts: Iterable[CaseFact | RefundFact]) -> Days:
    """The days on which these facts stand."""
    days: Days = set()
    for fact in facts:
        days.add((fact.merchant, fact.asked_on))
        if fact.ended_on:
            days.add((fact.merchant, fact.ended_on))
    return days


def _as_row(fact: CaseFact | RefundFact) -> tuple[object, ...]:
    waits = json.dumps(fact.waits, sort_keys=True)
    times = (fact.asked_at, fact.asked_on, fact.ended_at, fact.ended_on)
    told = (fact.is_paid, fact.seconds, fact.stepped_in, fact.is_disputed, fact.handled_seconds)
    return (fact.case, fact.merchant, *times, *told, waits)


def _differs(fact: CaseFact, kept: RefundFact | None) -> bool:
    return kept is None or _as_row(fact) != _as_row(kept)
