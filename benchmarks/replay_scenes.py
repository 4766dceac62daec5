"""What `python -m benchmarks.replay` does inside Django."""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.returns import import_returns
from aftercare.cli.imports.terms import Asked
from aftercare.clocks.commands.calendars import add_calendar
from aftercare.clocks.commands.policies import Promise, add_policy
from aftercare.clocks.models import Calendar, Policy
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.calendars import Hours, micros
from aftercare.clocks.rules.sources import published_days, with_days
from aftercare.clocks.rules.tapes import read
from aftercare.clocks.rules.templates import OFFICE
from aftercare.clocks.terms import Event, Mark, Metric, Target, Unit, WorkCalendar
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.org.rights import Right
from aftercare.reporting.queries.replay import replay
from aftercare.returns.models import Return

READER = Actor(ActorKind.SYSTEM, 90, "Benchmark", frozenset({Right.RETURNS_SEE}))
NOW = datetime(2012, 1, 1, tzinfo=UTC)
_PROMISED = (14, 28, 60)
"""Working days from the sale to the credit that are tried as a promise."""


def measure(folder: str) -> None:
    """Import what is not there yet, replay, and print."""
    source = Path(folder)
    rejects = Path(os.environ["AFTERCARE_HOME"])
    whole = rejects / "imported"
    if not whole.exists():
        # Both imports leave alone what is there already, so a run that was cut off goes on.
        import_orders(Asked(source / "online-retail.csv.gz", "online-retail", rejects=rejects / "orders.rejects.csv"))
        notes = source / "returns-matched.csv.gz"
        import_returns(Asked(notes, ignore_window=True, rejects=rejects / "returns.rejects.csv"))
        whole.touch()
    if not Policy.objects.exists():
        _promise()
    hours = hours_of(Calendar.objects.select_related("current").get().current)
    _told()
    _by_sale(hours)


def _promise() -> None:
    body = with_days(WorkCalendar("Europe/London", week=OFFICE), published_days("GB", [2010, 2011]))
    calendar = add_calendar("The shop's own", body, by=SYSTEM, at=NOW)
    for kind in Kind:
        target = Target(5, Unit.WORKING_DAYS)
        told = Promise(f"Refund, {kind}", Metric.REFUND_DONE, target, calendar=calendar, match={"kind": str(kind)})
        add_policy(told, by=SYSTEM, at=NOW)


def _told() -> None:
    found = replay(READER, timezone.now(), last=Return.objects.count())
    print(f"{found.returns:,} returns, {found.instants:,} of them booked at one moment and not judged")
    print("| Promise | kept | missed | of a hundred |\n|---|---|---|---|")
    for name, one in found.policies.items():
        print(f"| {name} | {one.kept:,} | {one.missed:,} | {one.share:.1f} |")
    print("| Whose minutes | hours |\n|---|---|")
    for owner, minutes in sorted(found.minutes.items(), key=lambda pair: -pair[1]):
        print(f"| {owner} | {minutes / 60:,.0f} |")
    print("| From sale to credit | returns | usual | slowest of ten | slowest |\n|---|---|---|---|---|")
    for span in found.spans:
        print(f"| {span.kind} | {span.count:,} | {span.usual} | {span.slow} | {span.slowest} |")
    for way in found.variants:
        print(f"{way.usual}  {way.count:,} × {' → '.join(way.states)}")


def _by_sale(hours: Hours) -> None:
    """What a promise from the sale on would have said, and when credits were booked."""
    rows = Return.objects.filter(completed_at__isnull=False).values_list("order__ordered_at", "completed_at")
    pairs = [(sold, done) for sold, done in rows if done is not None]
    print("| Credited within | kept | of a hundred |\n|---|---|---|")
    for days in _PROMISED:
        target = Target(days, Unit.WORKING_DAYS)
        tapes = ([Event(sold, Mark.START), Event(max(done, sold), Mark.STOP)] for sold, done in pairs)
        kept = sum(read(tape, target, hours).is_kept for tape in tapes)
        print(f"| {days} working days | {kept:,} | {100 * kept / (len(pairs) or 1):.1f} |")
    when = Counter(hours.is_open(micros(done)) for _sold, done in pairs)
    print(f"Booked in open hours: {when[True]:,}; in closed ones: {when[False]:,}")
