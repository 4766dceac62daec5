"""Clocks brought up to date: what a tape says, written into its row; many rows in one statement."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from aftercare.clocks.models import CalendarVersion, Clock, PolicyStep
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.calendars import Hours, NeverOpen
from aftercare.clocks.rules.plain import event_plain, tape_of
from aftercare.clocks.rules.steps import Step, next_look
from aftercare.clocks.rules.stretches import by_owner, late_by_owner, stretches
from aftercare.clocks.rules.tapes import read, target_in
from aftercare.clocks.terms import OPEN_STATES, Act, ClockState, Event, Mark, Reading, Unit
from aftercare.rows.asking import Prepared

_LOG = logging.getLogger(__name__)
_UPDATE = """
UPDATE clocks_clock AS clock SET tape = new.tape, state = new.state, owner = new.owner, due_at = new.due_at,
    late_at = new.late_at, stopped_at = new.stopped_at, stopped_by = new.stopped_by,
    stopped_by_name = new.stopped_by_name, next_due_at = new.next_due_at, done_steps = new.done_steps,
    version_id = new.version_id, minutes = new.minutes, blamed = new.blamed
FROM jsonb_to_recordset(%s) AS new(id bigint, tape jsonb, state text, owner text, due_at timestamptz,
    late_at timestamptz, stopped_at timestamptz, stopped_by text, stopped_by_name text, next_due_at timestamptz,
    done_steps bigint[], version_id bigint, minutes jsonb, blamed text)
WHERE clock.id = new.id
"""
_FIELDS = (
    "tape", "state", "owner", "due_at", "late_at", "stopped_at", "stopped_by", "stopped_by_name", "next_due_at",
    "done_steps", "version_id", "minutes", "blamed",
)  # fmt: skip

Steps = Mapping[int, Sequence[Step]]
"""The steps of policies, by policy id."""


def steps_of(policies: Iterable[int]) -> dict[int, list[Step]]:
    """The steps of these policies, in at most one query."""
    wanted = set(policies)
    found: dict[int, list[Step]] = {pk: [] for pk in wanted}
    for row in _STEPS(sorted(wanted)) if wanted else ():
        found[row.policy_id].append(step_of(row))
    return found


def step_of(row: PolicyStep) -> Step:
    """A step as the rules know it."""
    return Step(row.pk, row.offset, Unit(row.unit), Act(row.act), row.in_closed_hours, row.since)


_STEPS = Prepared[PolicyStep](
    lambda policies: PolicyStep.objects.filter(policy__in=policies).order_by("offset", "pk"), is_setting=True
)


def ends(clock: Clock) -> bool:
    """Whether the last word on the tape ends it, so that no step is left."""
    return clock.tape[-1][1] in (Mark.STOP, Mark.VOID)


def append(clock: Clock, event: Event) -> None:
    """Put an event on the tape of a clock that is not saved yet."""
    clock.tape = [*clock.tape, event_plain(event)]


def settle(clock: Clock, steps: Sequence[Step]) -> Reading:
    """Set what follows from the tape. A promise that broke while nobody looked stays broken at its due time."""
    hours = hours_of(clock.version)
    found = _reading(clock, hours)
    clock.state, clock.owner = str(found.state), str(found.owner)
    clock.stopped_at, clock.due_at = found.stopped_at, found.due_at
    clock.late_at = found.late_at or (clock.late_at if found.state == ClockState.RUNNING and _is_past(clock) else None)
    clock.minutes, clock.blamed = _shares(clock, hours) if found.stopped_at else ({}, "")
    look_ahead(clock, steps)
    return found


def _reading(clock: Clock, hours: Hours) -> Reading:
    """What the tape says; by day and night where the calendar has no hours left: nobody's act may fail by that."""
    try:
        return read(tape_of(clock.tape), clock.target, hours)
    except NeverOpen:
        _LOG.error("The calendar version %s has no hours for a promise on %s.", clock.version_id, clock.subject)
        return read(tape_of(clock.tape), clock.target, hours_of(None))


def look_ahead(clock: Clock, steps: Sequence[Step]) -> None:
    """Set when a sweep next has something to do, from what is known of the clock already."""
    clock.next_due_at = None
    if clock.due_at and clock.state in OPEN_STATES:
        hours, is_late = hours_of(clock.version), clock.late_at is not None
        clock.next_due_at = next_look(
            steps, clock.done_steps, clock.due_at, hours, started_at=clock.started_at, is_late=is_late
        )


def with_versions(clocks: Sequence[Clock]) -> Sequence[Clock]:
    """Give many clocks their few calendar versions: joined to each row they cost more than everything else of it."""
    ids = {clock.version_id for clock in clocks if clock.version_id}
    found = CalendarVersion.objects.in_bulk(ids) if ids else {}
    for clock in clocks:
        if clock.version_id:
            clock.version = found[clock.version_id]
    return clocks


def save_all(clocks: Iterable[Clock]) -> None:
    """Write clocks that exist already, in one statement."""
    told = [{"id": clock.pk, **{name: getattr(clock, name) for name in _FIELDS}} for clock in clocks]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [json.dumps(told, cls=ExactTimes)])


class ExactTimes(DjangoJSONEncoder):
    """Times to the microsecond, where Django would cut them to milliseconds."""

    def default(self, o: object) -> object:
        """ISO 8601 as Python writes it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _shares(clock: Clock, hours: Hours) -> tuple[dict[str, float], str]:
    """Minutes by owner, and who had most of the late ones."""
    tape = tape_of(clock.tape)
    target = target_in(tape, clock.target)
    pieces = stretches(tape, target, hours, until=tape[-1].at)
    minutes = {str(owner): round(spent, 1) for owner, spent in by_owner(pieces, hours, target).items()}
    late = late_by_owner(pieces, hours, target, clock.late_at) if clock.late_at else {}
    return minutes, str(max(late, key=lambda owner: late[owner], default=""))


def _is_past(clock: Clock) -> bool:
    return clock.late_at is not None and clock.late_at == clock.due_at
