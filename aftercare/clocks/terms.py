"""The words of clocks: open hours, targets, what a tape holds, whose the minutes are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Metric(StrEnum):
    """What is promised by a time."""

    ANSWER = "answer"
    REPLY = "reply"
    DECIDE = "decide"
    SEND = "send"
    ARRIVE = "arrive"
    SOLVE = "solve"
    GOODS_IN = "goods_in"
    HANDLE_GOODS = "handle_goods"
    REFUND_DONE = "refund_done"
    SHIP = "ship"
    COMPLAINT_REPLY = "complaint_reply"
    COMPLAINT_SETTLED = "complaint_settled"
    CALL_BACK = "call_back"
    INSPECTION = "inspection"
    SAMPLE_RESULT = "sample_result"
    TRAINING = "training"
    GUIDANCE = "guidance"
    PLAN = "plan"
    REPORT = "report"
    TEST_BEGUN = "test_begun"
    DELIVERY = "delivery"
    LOANER = "loaner"
    LOOK = "look"


class Owner(StrEnum):
    """Who has the case, and so owns the minutes that pass."""

    OPERATIONS = "operations"
    DOCK = "dock"
    FINANCE = "finance"
    CASHIER = "cashier"
    US = "us"
    OTHER_DEPARTMENT = "other_department"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    SUPPLIER = "supplier"
    PARTNER = "partner"
    NOBODY = "nobody"


NOT_OURS = frozenset({Owner.CUSTOMER, Owner.CARRIER, Owner.SUPPLIER, Owner.PARTNER, Owner.NOBODY})
"""Owners outside the company: their minutes are no penalty of ours. NOBODY: weather, a closed road, a law."""


class Unit(StrEnum):
    """What a target counts. Open minutes, working days and shifts need a calendar; the others pass day and night.

    AGREED is the date that was agreed for the one matter, SHIFT_END the end of the span of open hours in which the
    matter came in, AT_ONCE the very moment, or the first open one after it.
    """

    MINUTES = "minutes"
    OPEN_MINUTES = "open_minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    AGREED = "agreed"
    SHIFT_END = "shift_end"
    AT_ONCE = "at_once"


NEEDS_CALENDAR = (Unit.OPEN_MINUTES, Unit.WORKING_DAYS, Unit.SHIFT_END)
IN_OPEN_TIME = (*NEEDS_CALENDAR, Unit.AT_ONCE)
FIXED = (Unit.AGREED, Unit.SHIFT_END, Unit.AT_ONCE)
"""Ends that stand by themselves: they have no amount, and no pause moves them."""


@dataclass(frozen=True, slots=True)
class Target:
    """How long a promise may take. `end_of_day` moves its end to closing time, or to midnight for calendar units.

    The amount of an AGREED one is the agreed moment itself, in minutes since 1970; 0 in a policy, which knows none.
    """

    amount: int
    unit: Unit
    end_of_day: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` to before `end`, in minutes of the local day (0–1440)."""

    start: int
    end: int


Week = tuple[tuple[Span, ...], ...]
"""The spans of Monday to Sunday."""


@dataclass(frozen=True)
class Season:
    """Other hours for a part of every year, from and until (inclusive) month and day; may cross the year's end."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    week: Week


@dataclass(frozen=True)
class Day:
    """One date that is not like its weekday: a holiday without spans, a make-up workday (调休) with some."""

    name: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class WorkCalendar:
    """When somebody is there, in one time zone. `always_open` makes every minute count."""

    zone: str
    week: Week = ((),) * 7
    days: Mapping[date, Day] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    always_open: bool = False


AROUND_THE_CLOCK = WorkCalendar("UTC", always_open=True)


class Mark(StrEnum):
    """What can stand on a tape."""

    START = "start"
    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"
    RETARGET = "retarget"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a tape: from `at` the clock runs, pauses or has stopped, and the minutes are `owner`'s.

    `why` is the state that the record was in, or another word for the reason; `target` is the new one of a RETARGET.
    """

    at: datetime
    mark: Mark
    owner: str = ""
    why: str = ""
    target: Target | None = None


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    VOID = "void"


OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tape says. `due_at` is empty while paused and in time; `late_at` is when the promise was broken."""

    state: ClockState
    owner: str
    due_at: datetime | None
    late_at: datetime | None
    stopped_at: datetime | None

    @property
    def is_kept(self) -> bool:
        """Whether it was stopped in time."""
        return self.state == ClockState.STOPPED and self.late_at is None


class Because(StrEnum):
    """Why a stretch of time counts, or does not."""

    COUNTED = "counted"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a tape. `owner` had it, `why` is the state it was in; `day` names a holiday."""

    begins: datetime
    ends: datetime
    because: Because
    owner: str = ""
    why: str = ""
    day: str = ""

    @property
    def minutes(self) -> float:
        """Its length."""
        return (self.ends - self.begins).total_seconds() / 60


class Reopening(StrEnum):
    """What becomes of a stopped clock when its matter is taken up again."""

    RESUME = "resume"
    RESTART = "restart"
    SECOND = "second"


class Act(StrEnum):
    """What a step before or after the due time does."""

    TELL = "tell"
    RAISE = "raise_priority"
    HAND_OVER = "hand_over"
    LEND = "lend"
    PENALTY = "penalty"
    CREDIT = "service_credit"


MONEY_ACTS = (Act.PENALTY, Act.CREDIT)


class Per(StrEnum):
    """What an amount owed is counted by."""

    ONCE = "once"
    HOUR = "hour"
    DAY = "day"


class PromisedTo(StrEnum):
    """To whom a time is promised: what we promise a customer is only as good as what a partner promises us."""

    CUSTOMER = "customer"
    INTERNAL = "internal"
    PARTNER = "partner"


@dataclass(frozen=True)
class Matter:
    """The record that a promise is about. `traits` are what policies match by: kind, channel, tier, priority …

    `agreed_at` is the date agreed with the customer; without it a promise “by the agreed date” does not begin.
    """

    subject: str
    stream: str
    number: str = ""
    merchant_id: int | None = None
    traits: Mapping[str, str] = field(default_factory=dict)
    agreed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """When a step is taken, asked at its time: what is empty asks nothing. `from_priority` and above."""

    owners: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    from_priority: int = 0
    only_ours: bool = False


ALWAYS = Condition()

TRAITS = ("kind", "channel", "service_class", "contract", "tier", "priority", "branch", "product")
"""What a policy can ask of a matter, beside its merchant; an empty answer of the policy asks nothing."""

BRANCH_LENGTH = 40
"""So much of a branch's name is compared."""

UNTOLD = ("service_class", "contract")
"""What no kind of record tells of its matter yet, so that a policy that asks for it would never begin."""
