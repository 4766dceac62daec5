"""A case's promised times as a page shows them: what leads, the tape drawn, and the arithmetic in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from aftercare.cases.terms import Kind
from aftercare.clocks.models import Clock
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.queries.running import leading
from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.rules.plain import tape_of
from aftercare.clocks.rules.stretches import by_owner, counted, stretches
from aftercare.clocks.rules.tapes import left, target_in
from aftercare.clocks.terms import IN_OPEN_TIME, Because, ClockState, Event, Stretch, Target
from aftercare.web.duty_words import TASK_STATE
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.promise_words import BECAUSE, METRIC, OWNER, day_name, open_spent, spent, target_words
from aftercare.web.words import REFUND_STATE, Word, states_of

WIDTH = 1000.0
"""Of the drawing, in its own units."""
_MOST_LINES = 60
_SOON_MINUTES = 120


@dataclass(frozen=True)
class Bar:
    """A piece of the drawing."""

    x: str
    width: str
    css: str
    title: str


@dataclass(frozen=True)
class Line:
    """A piece of the tape in words."""

    begins: datetime
    ends: datetime
    because: Text
    owner: Text
    why: Text
    spent: str
    counts: bool


@dataclass(frozen=True)
class Tape:
    """One clock at one moment."""

    clock: Clock
    at: datetime

    @property
    def metric(self) -> Text:
        """What is promised."""
        return METRIC.get(self.clock.metric, self.clock.metric)

    @property
    def policy(self) -> str:
        """Which policy promises it."""
        return self.clock.policy.name

    @property
    def calendar(self) -> str:
        """By whose hours."""
        version = self.clock.version
        return f"{version.calendar.name} v{version.number}" if version else ""

    @cached_property
    def _events(self) -> list[Event]:
        return tape_of(self.clock.tape)

    @cached_property
    def _target(self) -> Target:
        return target_in(self._events, self.clock.target)

    @cached_property
    def _hours(self) -> Hours:
        return hours_of(self.clock.version)

    @cached_property
    def _pieces(self) -> list[Stretch]:
        until = self.clock.stopped_at or self.at
        return stretches(self._events, self._target, self._hours, until=until)

    @property
    def is_open(self) -> bool:
        """Whether it still runs or waits."""
        return self.clock.stopped_at is None

    @property
    def is_late(self) -> bool:
        """Whether the promise is broken by now."""
        found = self.clock
        return found.late_at is not None or (self.is_open and found.due_at is not None and found.due_at < self.at)

    @property
    def word(self) -> Word:
        """How it stands, with its colour."""
        state = self.clock.state
        if state == ClockState.VOID:
            return Word(_("Not judged"), Tone.GREY)
        if self.is_late:
            return Word(_("Late"), Tone.RED, "clock", "s-late")
        if state == ClockState.STOPPED:
            return Word(_("Kept"), Tone.GREEN)
        if state == ClockState.PAUSED:
            return Word(_("Waits: %(owner)s") % {"owner": self.owner}, Tone.AMBER)
        return Word(_("Running"), Tone.BLUE)

    @property
    def owner(self) -> Text:
        """Whose the minutes are now."""
        return OWNER.get(self.clock.owner, self.clock.owner)

    @property
    def headline(self) -> Word:
        """The countdown: “Decision due in 3 h”, “Decision late by 20 min”."""
        told = {"metric": self.metric}
        due_at = self.clock.due_at
        if due_at is None:
            return Word(_("%(metric)s: waits") % told, Tone.AMBER, "clock")
        gap = dates.span(abs(due_at - self.at))
        if self.is_late:
            return Word(_("%(metric)s: late by %(span)s") % {**told, "span": gap}, Tone.RED, "clock")
        soon = (due_at - self.at).total_seconds() < _SOON_MINUTES * 60
        return Word(
            _("%(metric)s: due in %(span)s") % {**told, "span": gap}, Tone.AMBER if soon else Tone.GREY, "clock"
        )

    @property
    def arithmetic(self) -> str:
        """The sum behind the due time, in one sentence."""
        told = {
            "target": target_words(self._target),
            "start": dates.short(self._events[0].at, self.at),
            "counted": self._counted(counted(self._pieces)),
            "away": spent(sum(one.minutes for one in self._pieces if one.because == Because.PAUSED)),
        }
        if self.clock.due_at:
            told["due"] = dates.short(self.clock.due_at, self.at)
            return _("%(target)s from %(start)s; counted %(counted)s, waited %(away)s; due %(due)s.") % told
        rest = self._counted(left(self._events, self.clock.target, self._hours) / 60_000_000)
        told["left"] = _("%(time)s of open hours") % {"time": rest} if self._is_in_open_time else rest
        return _("%(target)s from %(start)s; counted %(counted)s, waited %(away)s; %(left)s are left.") % told

    @property
    def owners(self) -> list[tuple[Text, str]]:
        """Minutes by who had the case, the most first."""
        minutes = by_owner(self._pieces, self._hours, self._target)
        return [
            (OWNER.get(who, who), self._counted(n)) for who, n in sorted(minutes.items(), key=lambda pair: -pair[1])
        ]

    @cached_property
    def _is_in_open_time(self) -> bool:
        return self._target.unit in IN_OPEN_TIME and not self._hours.calendar.always_open

    def _counted(self, minutes: float) -> str:
        """A length as the target counts it."""
        return open_spent(minutes) if self._is_in_open_time else spent(minutes)

    @property
    def lines(self) -> list[Line]:
        """The tape piece by piece, the last ones."""
        return [self._line(one) for one in self._pieces[-_MOST_LINES:]]

    @property
    def bars(self) -> list[Bar]:
        """The drawing, from the start to now or to the due time, whichever is later."""
        return [self._bar(one) for one in self._pieces]

    @property
    def due_x(self) -> str:
        """Where the due time stands in the drawing; empty while it is not known."""
        return self._x(self.clock.due_at) if self.clock.due_at else ""

    @cached_property
    def _reach(self) -> tuple[datetime, datetime]:
        begins = self._events[0].at
        ends = max(filter(None, (self.clock.stopped_at or self.at, self.clock.due_at)))
        return begins, max(ends, begins)

    def _x(self, at: datetime) -> str:
        begins, ends = self._reach
        whole = (ends - begins).total_seconds()
        return f"{WIDTH * (at - begins).total_seconds() / whole:.1f}" if whole else "0"

    def _bar(self, one: Stretch) -> Bar:
        begins, ends = float(self._x(one.begins)), float(self._x(one.ends))
        title = f"{BECAUSE[one.because]}, {spent(one.minutes)}"
        return Bar(f"{begins:.1f}", f"{max(ends - begins, 1):.1f}", str(one.because), title)

    def _line(self, one: Stretch) -> Line:
        # What the refund leads is named by its own states: “billing.refund:paid”.
        is_swap = self.clock.traits.get("kind") == Kind.EXCHANGE
        why = states_of(is_swap=is_swap).get(one.why) or REFUND_STATE.get(one.why.rpartition(":")[2])
        why = why or TASK_STATE.get(one.why)
        told = day_name(one.day) if one.day else (why.label if why else "")
        return Line(
            one.begins,
            one.ends,
            BECAUSE[one.because],
            OWNER.get(one.owner, one.owner),
            told,
            spent(one.minutes),
            counts=one.because == Because.COUNTED,
        )

    @property
    def counts_everything(self) -> bool:
        """Whether nights and holidays count, too."""
        return self._target.unit not in IN_OPEN_TIME


def tapes(clocks: Sequence[Clock], at: datetime) -> list[Tape]:
    """A case's clocks: those that run, the earliest due first, then those that wait, then what is over."""
    far = datetime.max.replace(tzinfo=at.tzinfo)
    rank = {ClockState.RUNNING: 0, ClockState.PAUSED: 1}
    return [
        Tape(clock, at)
        for clock in sorted(clocks, key=lambda one: (rank.get(ClockState(one.state), 2), one.due_at or far, one.pk))
    ]


def first_due(found: Sequence[Tape]) -> Tape | None:
    """The one that leads."""
    due_at = leading([one.clock for one in found])
    return next((one for one in found if one.is_open and one.clock.due_at == due_at), None)
