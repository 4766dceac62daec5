"""The life of a task: one table per kind, each with the promises that run on it."""

from collections.abc import Mapping

from aftercare.clocks.terms import Metric, Owner
from aftercare.duties.terms import TaskKind as K
from aftercare.duties.terms import TaskState as S
from aftercare.kernel.lifecycle import Course, Hold, Lifecycle

_HOLDS: Mapping[str, Hold] = {
    S.OPEN: Hold(Owner.US, "finish", 31 * 24),
    S.BEGUN: Hold(Owner.US, "finish", 7 * 24),
    S.HELD: Hold(Owner.NOBODY, "resume", 7 * 24),
}
_LOANER_HOLDS: Mapping[str, Hold] = {
    S.OPEN: Hold(Owner.US, "lend", 24),
    S.LENT: Hold(Owner.CUSTOMER, "take_back", 31 * 24),
}
_AT_WORK = Course(begins=(S.OPEN,), runs=(S.OPEN, S.BEGUN), waits=(S.HELD,), voids=(S.DROPPED,))
_TO_BEGIN = Course(begins=(S.OPEN,), runs=(S.OPEN,), waits=(S.HELD,), voids=(S.DROPPED,))


def _table(courses: Mapping[str, Course]) -> Lifecycle:
    """What is done with a task. “Hold” is an objective cause: while it lasts the delay is nobody's."""
    return Lifecycle(
        "duties.task",
        {
            "begin": ((S.OPEN,), S.BEGUN),
            "hold": ((S.OPEN, S.BEGUN), S.HELD),
            "resume": ((S.HELD,), S.OPEN),
            "finish": ((S.OPEN, S.BEGUN, S.HELD), S.DONE),
            "drop": ((S.OPEN, S.BEGUN, S.HELD), S.DROPPED),
        },
        holds=_HOLDS,
        courses=courses,
    )


REPORT = _table({Metric.REPORT: _AT_WORK})
LOANER = Lifecycle(
    "duties.task",
    {
        "lend": ((S.OPEN,), S.LENT),
        "take_back": ((S.LENT,), S.DONE),
        "drop": ((S.OPEN,), S.DROPPED),
    },
    holds=_LOANER_HOLDS,
    courses={Metric.LOANER: Course(begins=(S.OPEN,), runs=(S.OPEN,), voids=(S.DROPPED,))},
)
"""A loaner is owed, lent, and taken back; not before the original is repaired."""

TASK = _table({Metric.SOLVE: _AT_WORK})
BY_KIND: Mapping[str, Lifecycle] = {
    K.REPORT: REPORT,
    K.COMPLAINT_ANALYSIS: REPORT,
    K.USE_TRACKING: REPORT,
    K.CONTACT: _table({Metric.CALL_BACK: _AT_WORK}),
    K.SAMPLE_TEST: _table({Metric.TEST_BEGUN: _TO_BEGIN, Metric.SAMPLE_RESULT: _AT_WORK}),
    K.REPAIR: TASK,
    K.DELIVERY: _table({Metric.DELIVERY: _AT_WORK}),
    K.COMPLAINT: _table({Metric.COMPLAINT_SETTLED: _AT_WORK, Metric.COMPLAINT_REPLY: _TO_BEGIN}),
    K.TRAINING: _table({Metric.TRAINING: _AT_WORK}),
    K.GUIDANCE: _table({Metric.GUIDANCE: _AT_WORK}),
    K.PLAN: _table({Metric.PLAN: _AT_WORK}),
    K.LOANER: LOANER,
}


def lifecycle_of(kind: str) -> Lifecycle:
    """The table of a kind of task."""
    return BY_KIND[kind]
