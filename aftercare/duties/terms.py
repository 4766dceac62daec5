"""The words of duties: what is owed, how often, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done. The first four come back; the others are promised to a customer once, the last is owed."""

    REPORT = "report"
    COMPLAINT_ANALYSIS = "complaint_analysis"
    USE_TRACKING = "use_tracking"
    CONTACT = "contact"
    SAMPLE_TEST = "sample_test"
    REPAIR = "repair"
    DELIVERY = "delivery"
    COMPLAINT = "complaint"
    TRAINING = "training"
    GUIDANCE = "guidance"
    PLAN = "plan"
    LOANER = "loaner"


RECURRING = (TaskKind.REPORT, TaskKind.COMPLAINT_ANALYSIS, TaskKind.USE_TRACKING, TaskKind.CONTACT)
SINGLE = tuple(kind for kind in TaskKind if kind not in (*RECURRING, TaskKind.LOANER))
"""What people open by hand; a loaner is owed by a broken promise."""


class TaskState(StrEnum):
    OPEN = "open"
    BEGUN = "begun"
    HELD = "held"
    LENT = "lent"
    DONE = "done"
    DROPPED = "dropped"


ENDS = (TaskState.DONE, TaskState.DROPPED)


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


@dataclass(frozen=True)
class NewTask:
    """A task as it is opened. `wished_at` is what the customer asked for, `agreed_at` what was agreed with him."""

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


@dataclass(frozen=True)
class Outcome:
    """What was done: a word, a way to better it, and a paper (its id), as far as the task asks for them.

    `table` is the analysis as it stood when it was handed in: rows of cells.
    """

    word: str = ""
    solution: str = ""
    file_id: object = None
    table: tuple[tuple[str, ...], ...] = ()
