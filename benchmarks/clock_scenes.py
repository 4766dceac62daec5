"""What `python -m benchmarks.clocks` measures, inside Django."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from aftercare.clocks.commands import changing
from aftercare.clocks.commands.calendars import add_calendar
from aftercare.clocks.commands.policies import NewStep, Promise, add_policy
from aftercare.clocks.models import Calendar, Clock, Policy
from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.rules.tapes import read
from aftercare.clocks.rules.templates import OFFICE
from aftercare.clocks.terms import Act, Event, Mark, Metric, Target, Unit, WorkCalendar
from aftercare.customers.commands import Buyer, learn_customer
from aftercare.flow.promises import sweep
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.merchants import add_merchant
from aftercare.org.models import Merchant
from aftercare.returns.commands.due import follow_clocks

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DUE = 1000
_CASES = """
INSERT INTO cases_case (state, state_since, version, number, token, kind, channel, merchant_id, customer_id, opened_at,
    opened_by, opened_by_name, contact, phone, address)
SELECT 'returns', %s, 1, 'B-' || n, 'b' || n, 'return_refund', 'api', %s, %s, %s, 'system:0', '', '', '', ''
FROM generate_series(1, %s) AS n
"""
_CLOCKS = """
INSERT INTO clocks_clock (policy_id, metric, subject, stream, number, merchant_id, traits, partner, amount, unit,
    end_of_day, version_id, tape, state, owner, started_at, due_at, next_due_at, stopped_by, stopped_by_name,
    done_steps)
SELECT %(policy)s, 'decide', 'returns.return:' || n, 'case:' || n, 'B-' || n, %(merchant)s, '{}', '', 240,
    'open_minutes', false, %(version)s,
    jsonb_build_array(jsonb_build_array(%(start)s::timestamptz, 'start', 'operations', 'submitted')),
    'running', 'operations', %(start)s, %(due)s, %(due)s, '', '', '{}'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""


def measure(others: int, changed: int) -> None:
    """Everything, printed as it comes."""
    print("| What | Figure | Bar |\n|---|---|---|", flush=True)
    _deadline()
    policy, merchant = _known() or _scene()
    _sweeps(policy, merchant, first=10_000_000, others=10_000)
    _sweeps(policy, merchant, first=20_000_000, others=others)
    _change(policy, merchant, changed)


def _deadline() -> None:
    hours = Hours(WorkCalendar("Asia/Shanghai", week=OFFICE))
    start = datetime(2026, 3, 6, 16, tzinfo=UTC)
    tape = [
        Event(start, Mark.START, "operations"),
        Event(start + timedelta(hours=20), Mark.PAUSE, "carrier"),
        Event(start + timedelta(hours=90), Mark.RUN, "dock"),
    ]
    target, rounds = Target(480, Unit.OPEN_MINUTES), 20_000
    read(tape, target, hours)
    best = min(_each(tape, target, hours, rounds // 10) for _ in range(10))
    print(f"| deadline of a tape with one pause, 8 open hours | {best * 1e6:.1f} µs | 50 µs |", flush=True)


def _each(tape: list[Event], target: Target, hours: Hours, rounds: int) -> float:
    """Seconds of the processor: the function waits for nothing, whatever else the machine does."""
    begun = time.process_time()
    for _ in range(rounds):
        read(tape, target, hours)
    return (time.process_time() - begun) / rounds


def _known() -> tuple[Policy, int] | None:
    """The scene of a home that was kept, with what a broken-off run left taken away."""
    policy = Policy.objects.filter(metric=Metric.DECIDE).first()
    merchant = Merchant.objects.filter(code="bench").first()
    if policy is None or merchant is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clocks_clock WHERE next_due_at IS NULL OR next_due_at <= %s", [NOW])
        cursor.execute("DELETE FROM clocks_change")
        cursor.execute("UPDATE cases_case SET priority = 0")
    Policy.objects.filter(pk=policy.pk).update(amount=240)
    return Policy.objects.get(pk=policy.pk), merchant.pk


def _scene() -> tuple[Policy, int]:
    calendar = add_calendar("Office", WorkCalendar("UTC", week=OFFICE), by=SYSTEM, at=NOW)
    steps = [NewStep(0, Act.TELL, "manager", Unit.MINUTES), NewStep(0, Act.RAISE, "", Unit.MINUTES)]
    promise = Promise("Decide in 4 h", Metric.DECIDE, Target(240, Unit.OPEN_MINUTES), calendar=calendar)
    merchant = add_merchant("bench", "Bench", by=SYSTEM, at=NOW)
    customer = learn_customer(merchant.pk, Buyer(account="bench"), region="GB")
    _cases(merchant.pk, customer.pk, DUE)
    return add_policy(promise, steps, by=SYSTEM, at=NOW), merchant.pk


def _cases(merchant: int, customer: int, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [NOW, merchant, customer, NOW, count])


def _fill(policy: Policy, merchant: int, first: int, last: int, start: datetime, due: datetime) -> None:
    calendar = Calendar.objects.get()
    told = {"policy": policy.pk, "merchant": merchant, "version": calendar.current_id, "start": start, "due": due}
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, {**told, "first": first, "last": last})
        cursor.execute("ANALYZE clocks_clock")


def _sweeps(policy: Policy, merchant: int, *, first: int, others: int) -> None:
    """`others` that are due in a month, those there already counted in, then 1,000 that are due now."""
    there = Clock.objects.filter(subject=f"returns.return:{first + others - 1}").exists()
    if not there:
        _fill(policy, merchant, first, first + others - 1, NOW, NOW + timedelta(days=30))
    _fill(policy, merchant, 1, DUE, NOW - timedelta(hours=8), NOW - timedelta(minutes=1))
    found = _yardstick()
    begun, worked = time.perf_counter(), time.process_time()
    touched = sweep(at=NOW)
    spent, worked = time.perf_counter() - begun, time.process_time() - worked
    assert touched == DUE, touched
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clocks_clock WHERE next_due_at IS NULL")
    begun = time.perf_counter()
    sweep(at=NOW)
    idle = time.perf_counter() - begun
    print(
        f"| sweep, {DUE:,} due among {others:,} others | {spent:.2f} s, {worked:.2f} s of them ours | 2 s |", flush=True
    )
    print(f"| yardstick: the database finds and rewrites the same rows | {found:.2f} s | |", flush=True)
    print(f"| sweep, nothing due among {others:,} others | {idle * 1000:.1f} ms | |", flush=True)


def _yardstick() -> float:
    """Seconds in which plain SQL finds the due rows and writes each of them once, undone again."""
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE clocks_clock SET late_at = due_at WHERE next_due_at <= %s", [NOW])
        transaction.set_rollback(True)
    return time.perf_counter() - begun


def _change(policy: Policy, merchant: int, count: int) -> None:
    first = 50_000_001
    other = Policy.objects.exclude(pk=policy.pk).filter(metric=Metric.DECIDE).first()
    policy = other or _second(policy)
    _fill(policy, merchant, first, first + count - 1, NOW - timedelta(hours=2), NOW + timedelta(hours=2))
    change = changing.plan_target(policy, Target(300, Unit.OPEN_MINUTES), policy.calendar_id, by=SYSTEM, at=NOW)
    begun, worked = time.perf_counter(), time.process_time()
    change = changing.rehearse(change.pk, at=NOW)
    rehearsed = time.perf_counter() - begun
    assert change.counted["moved"] == count, change.counted
    change = changing.decide(change, "all", by=SYSTEM, at=NOW)
    begun = time.perf_counter()
    changing.apply(change.pk, followed=follow_clocks, at=NOW)
    applied, worked = time.perf_counter() - begun, time.process_time() - worked
    assert Clock.objects.filter(policy=policy, due_at=NOW + timedelta(hours=3)).count() == count
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clocks_clock WHERE policy_id = %s", [policy.pk])
    Policy.objects.filter(pk=policy.pk).update(amount=240)
    print(f"| {count:,} clocks rehearsed | {rehearsed:.1f} s | |", flush=True)
    print(f"| {count:,} clocks moved | {applied:.1f} s | |", flush=True)
    print(f"| together | {rehearsed + applied:.1f} s, {worked:.1f} s of them ours | 60 s |", flush=True)


def _second(policy: Policy) -> Policy:
    """A promise of its own for the clocks that a change moves."""
    promise = Promise("Decide, changed", Metric.DECIDE, Target(240, Unit.OPEN_MINUTES), calendar=policy.calendar)
    return add_policy(promise, [NewStep(0, Act.TELL, "manager", Unit.MINUTES)], by=SYSTEM, at=NOW)
