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
_COMPLAINT_HOLDS: Mapping[str, Hold] = {**_HOLDS, S.OPEN: Hold(Owner.US, "begin", 24)}
"""Nobody is satisfied before he has an answer: it is stuck after a day without one."""
_LOANER_HOLDS: Mapping[str, Hold] = {
    S.OPEN: Hold(Owner.US, "lend", 24),
    S.LENT: Hold(Owner.US, "repaired", 31 * 24),
    S.REPAIRED: Hold(Owner.CUSTOMER, "take_back", 7 * 24),
}
_CALL_HOLDS: Mapping[str, Hold] = {
    S.OPEN: Hold(Owner.US, "send", 1),
    S.SENT: Hold(Owner.US, "arrive", 2),
    S.ON_SITE: Hold(Owner.US, "finish", 12),
}
_AT_WORK = Course(begins=(S.OPEN,), runs=(S.OPEN, S.BEGUN), waits=(S.HELD,), voids=(S.DROPPED,))
_TO_BEGIN = Course(begins=(S.OPEN,), runs=(S.OPEN,), waits=(S.HELD,), voids=(S.DROPPED,))


def _table(courses: Mapping[str, Course], holds: Mapping[str, Hold] = _HOLDS) -> Lifecycle:
    """What is done with a task. “Hold” is an objective cause: while it lasts the delay is nobody's.

    What was begun before goes on, the rest is resumed: what was begun once is not to be begun again.
    """
    return Lifecycle(
        "duties.task",
        {
            "begin": ((S.OPEN,), S.BEGUN),
            "hold": ((S.OPEN, S.BEGUN), S.HELD),
            "resume": ((S.HELD,), S.OPEN),
            "go_on": ((S.HELD,), S.BEGUN),
            "finish": ((S.OPEN, S.BEGUN, S.HELD), S.DONE),
            "drop": ((S.OPEN, S.BEGUN, S.HELD), S.DROPPED),
        },
        holds=holds,
        courses=courses,
    )


REPORT = _table({Metric.REPORT: _AT_WORK})
LOANER = Lifecycle(
    "duties.task",
    {
        "lend": ((S.OPEN,), S.LENT),
        "repaired": ((S.LENT,), S.REPAIRED),
        "take_back": ((S.LENT, S.REPAIRED), S.DONE),
        "drop": ((S.OPEN,), S.DROPPED),
    },
    holds=_LOANER_HOLDS,
    courses={Metric.LOANER: Course(begins=(S.OPEN,), runs=(S.OPEN,), voids=(S.DROPPED,))},
)
"""A loaner is owed, lent, and taken back; not before the original is repaired. What was repaired as a task says so by
its own end; of a return the loaner is told: that its case has ended repairs nothing."""

_UNDERWAY = (S.OPEN, S.SENT, S.ON_SITE)
CALL_OUT = Lifecycle(
    "duties.task",
    {
        "send": ((S.OPEN,), S.SENT),
        "call_back": ((S.SENT,), S.OPEN),
        "arrive": ((S.SENT,), S.ON_SITE),
        "finish": ((S.OPEN, S.ON_SITE), S.DONE),
        "drop": ((S.OPEN, S.SENT), S.DROPPED),
    },
    holds=_CALL_HOLDS,
    courses={
        Metric.ANSWER: Course(begins=(S.OPEN,), runs=_UNDERWAY, voids=(S.DROPPED,)),
        Metric.SEND: Course(begins=(S.OPEN,), runs=(S.OPEN,), voids=(S.DROPPED,), spares=(S.DONE,)),
        Metric.ARRIVE: Course(begins=(S.OPEN,), runs=(S.OPEN, S.SENT), voids=(S.DROPPED,), spares=(S.DONE,)),
        Metric.SOLVE: Course(begins=(S.OPEN,), runs=_UNDERWAY, voids=(S.DROPPED,)),
    },
)
"""A call for help: an engineer is sent, is on site, and says what he found and did. Both times count from the call;
where it was helped in time without anybody on the way, nobody had to be sent or to arrive. Who is on the way says that
he has arrived, or is called back, before anybody reports: the one who comes late stays late."""

WATCH = Lifecycle(
    "duties.task",
    {
        "finish": ((S.OPEN,), S.DONE),
        "miss": ((S.OPEN,), S.MISSED),
        "drop": ((S.OPEN,), S.DROPPED),
    },
    holds={S.OPEN: Hold(Owner.US, "finish", 24)},
    courses={Metric.LOOK: Course(begins=(S.OPEN,), runs=(S.OPEN,), voids=(S.DROPPED,))},
)
"""A look at the news of a site: done on its day, or missed; nobody looks into yesterday."""

_COMPLAINT = _table({Metric.COMPLAINT_SETTLED: _AT_WORK, Metric.COMPLAINT_REPLY: _TO_BEGIN}, _COMPLAINT_HOLDS)
COMPLAINT = Lifecycle(
    _COMPLAINT.name,
    {**_COMPLAINT.moves, "lose_answer": ((S.BEGUN,), S.OPEN)},
    holds=_COMPLAINT.holds,
    courses=_COMPLAINT.courses,
)
"""A complaint begins with its first answer; one that never arrived is taken back, and it is open again."""

TASK = _table({Metric.SOLVE: _AT_WORK})
BY_KIND: Mapping[str, Lifecycle] = {
    K.REPORT: REPORT,
    K.COMPLAINT_ANALYSIS: REPORT,
    K.USE_TRACKING: REPORT,
    K.CONTACT: _table({Metric.CALL_BACK: _AT_WORK}),
    K.SAMPLE_TEST: _table({Metric.TEST_BEGUN: _TO_BEGIN, Metric.SAMPLE_RESULT: _AT_WORK}),
    K.REPAIR: TASK,
    K.DELIVERY: _table({Metric.DELIVERY: _AT_WORK}),
    K.COMPLAINT: COMPLAINT,
    K.TRAINING: _table({Metric.TRAINING: _AT_WORK}),
    K.GUIDANCE: _table({Metric.GUIDANCE: _AT_WORK}),
    K.PLAN: _table({Metric.PLAN: _AT_WORK}),
    K.AGENT_GOODS: _table({Metric.DELIVERY: _AT_WORK}),
    K.WATCH: WATCH,
    K.CALL_OUT: CALL_OUT,
    K.LOANER: LOANER,
}


def lifecycle_of(kind: str) -> Lifecycle:
    """The table of a kind of task."""
    return BY_KIND[kind]


def held_by(kind: str, owner: str) -> Lifecycle:
    """The same table where whoever holds a task up is somebody: a supplier, another department, the customer.

    A kind that is never held up keeps its own, which refuses.
    """
    table = BY_KIND[kind]
    hold = table.holds.get(S.HELD)
    if hold is None:
        return table
    holds = {**table.holds, str(S.HELD): Hold(owner, hold.usual, hold.stuck_after_hours)}
    return Lifecycle(table.name, table.moves, holds=holds, courses=table.courses)
