"""The words of duties: what is owed, how often, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done. The first five come back; the others are promised to a customer once, the last is owed."""

    REPORT = "report"
    COMPLAINT_ANALYSIS = "complaint_analysis"
    USE_TRACKING = "use_tracking"
    CONTACT = "contact"
    WATCH = "watch"
    SAMPLE_TEST = "sample_test"
    REPAIR = "repair"
    DELIVERY = "delivery"
    COMPLAINT = "complaint"
    TRAINING = "training"
    GUIDANCE = "guidance"
    PLAN = "plan"
    AGENT_GOODS = "agent_goods"
    CALL_OUT = "call_out"
    LOANER = "loaner"


RECURRING = (TaskKind.REPORT, TaskKind.COMPLAINT_ANALYSIS, TaskKind.USE_TRACKING, TaskKind.CONTACT, TaskKind.WATCH)
SINGLE = tuple(kind for kind in TaskKind if kind not in (*RECURRING, TaskKind.CALL_OUT, TaskKind.LOANER))
"""What people open by hand; a call for help is taken, a loaner is owed by a broken promise."""


class TaskState(StrEnum):
    OPEN = "open"
    BEGUN = "begun"
    HELD = "held"
    LENT = "lent"
    REPAIRED = "repaired"
    SENT = "sent"
    ON_SITE = "on_site"
    DONE = "done"
    DROPPED = "dropped"
    MISSED = "missed"


ENDS = (TaskState.DONE, TaskState.DROPPED, TaskState.MISSED)


class Every(StrEnum):
    """In what a duty's rhythm is counted."""

    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True)
class Rhythm:
    """Every so many months or days. `at_month_end`: on the last day of the month, whichever that is.

    `from_done` counts the next time from the day on which it was done, not from the one on which it was due.
    """

    amount: int
    every: Every
    at_month_end: bool = False
    from_done: bool = False


class CallChannel(StrEnum):
    """By what a customer calls for help."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    DESK = "desk"


@dataclass(frozen=True)
class NewTask:
    """A task as it is opened. `wished_at` is what the customer asked for, `agreed_at` what was agreed with him.

    `asked_at` is when he asked, or when the contract was made, if it is written down later: its time begins then.
    `about` names the stream of a case that a complaint is about. `is_request`: the customer asked for it by himself,
    and by when is still to be agreed with him.
    """

    kind: TaskKind
    title: str
    owner_id: int | None = None
    recipient: str = ""
    customer_id: int | None = None
    agreed_at: datetime | None = None
    wished_at: datetime | None = None
    distance_km: int | None = None
    needs_file: bool = False
    needs_solution: bool = False
    asked_at: datetime | None = None
    about: str = ""
    is_request: bool = False


class AnsweredBy(StrEnum):
    """How the answer to a complaint reached the customer. CASE: a message on the case that it is about."""

    MESSAGE = "message"
    CALL = "call"
    CASE = "case"


@dataclass(frozen=True)
class NewCall:
    """A call for help: who called by what and why. Either it is answered at once, or it is said by when.

    `called_at` is when the call came, if it is written down later.
    """

    words: str
    channel: CallChannel
    caller: str = ""
    customer_id: int | None = None
    answer: str = ""
    answer_by: datetime | None = None
    called_at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What was done: a word, a way to better it, and a paper (its id), as far as the task asks for them.

    `table` is the analysis as it stood when it was handed in: rows of cells.
    """

    word: str = ""
    solution: str = ""
    file_id: object = None
    table: tuple[tuple[str, ...], ...] = ()
