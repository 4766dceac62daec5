"""Calendars and tapes as plain values, to be kept as JSON; and back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aftercare.clocks.terms import Day, Event, Mark, Season, Span, Target, Unit, Week, WorkCalendar


def calendar_plain(calendar: WorkCalendar) -> dict[str, Any]:
    """A calendar as JSON keeps it."""
    return {
        "zone": calendar.zone,
        "always_open": calendar.always_open,
        "week": _week_plain(calendar.week),
        "days": {on.isoformat(): [day.name, _spans_plain(day.spans)] for on, day in sorted(calendar.days.items())},
        "seasons": [[one.name, list(one.first), list(one.last), _week_plain(one.week)] for one in calendar.seasons],
    }


def calendar_of(plain: Mapping[str, Any]) -> WorkCalendar:
    """The calendar again."""
    return WorkCalendar(
        zone=plain["zone"],
        week=_week_of(plain["week"]),
        days={date.fromisoformat(on): Day(name, _spans_of(spans)) for on, (name, spans) in plain["days"].items()},
        seasons=tuple(
            Season(name, (first[0], first[1]), (last[0], last[1]), _week_of(week))
            for name, first, last, week in plain["seasons"]
        ),
        always_open=plain["always_open"],
    )


def digest_of(plain: Mapping[str, Any]) -> str:
    """The same for the same calendar, whoever keeps it."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def event_plain(event: Event) -> list[Any]:
    """An event as JSON keeps it: time, mark, owner, why, and the new target of a RETARGET."""
    told = [event.at.isoformat(), str(event.mark), str(event.owner), event.why]
    return told if event.target is None else [*told, target_plain(event.target)]


def tape_of(plain: Sequence[Sequence[Any]]) -> list[Event]:
    """A tape again."""
    return [_event(*told) for told in plain]


def target_plain(target: Target) -> list[Any]:
    """A target as JSON keeps it."""
    return [target.amount, str(target.unit), target.end_of_day]


def target_of(plain: Sequence[Any]) -> Target:
    """A target again."""
    return Target(plain[0], Unit(plain[1]), plain[2])


def _event(at: str, mark: str, owner: str, why: str, target: Sequence[Any] | None = None) -> Event:
    return Event(datetime.fromisoformat(at), Mark(mark), owner, why, target_of(target) if target else None)


def _week_plain(week: Week) -> list[list[list[int]]]:
    return [_spans_plain(spans) for spans in week]


def _week_of(plain: Sequence[Sequence[Sequence[int]]]) -> Week:
    return tuple(_spans_of(spans) for spans in plain)


def _spans_plain(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans_of(plain: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in plain)
