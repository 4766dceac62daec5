"""Times that the sources promise, ready to be taken over, and the shifts they name as working hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aftercare.clocks.terms import Act, Metric, Span, Target, Unit, Week
from aftercare.kernel.words import gettext_noop as _

HOUR = 60
DAY = 24 * HOUR


@dataclass(frozen=True)
class Template:
    """A promise of the sources. `codes` are the requirements it answers; `acts` are its steps when it is due.

    `elsewhere` tells where such a time is promised instead, or what it waits for: it is not taken over.
    """

    code: str
    name: str
    metric: Metric
    target: Target
    codes: Sequence[str]
    channel: str = ""
    begins_in: str = ""
    kind: str = ""
    acts: Sequence[Act] = ()
    elsewhere: str = ""


OF_MERCHANTS = "merchants"
"""Promised by each merchant, with what he promises on his goods: a paid order that did not leave in time is late."""

HOTLINE = "hotline"
"""How the codes begin of what is promised on the phone."""


def _minutes(amount: int) -> Target:
    return Target(amount, Unit.MINUTES)


def _days(amount: int) -> Target:
    return Target(amount, Unit.CALENDAR_DAYS)


FOUR_HOURS = _minutes(4 * HOUR)
BY_DATE = Target(0, Unit.AGREED, end_of_day=True)
TEMPLATES: Sequence[Template] = (
    Template("hotline-4h", _("Hotline: answer in 4 hours"), Metric.ANSWER, FOUR_HOURS, ("STD-09",)),
    Template("answer-24h", _("Clear answer in 24 hours"), Metric.ANSWER, _minutes(DAY), ("PRJ-44",)),
    Template("reply-4h", _("Every message answered in 4 hours"), Metric.REPLY, FOUR_HOURS, ("CRM-26",)),
    Template("counter-10m", _("Counter: handled in 10 minutes"), Metric.DECIDE, _minutes(10), ("CMP-05",), "desk"),
    Template(
        "inspection-30m",
        _("Supervision department answers in 30 minutes"),
        Metric.COMPLAINT_REPLY,
        _minutes(30),
        ("CMP-06",),
    ),
    Template(
        "complaint-4h", _("Complaint handled in 4 hours"), Metric.COMPLAINT_REPLY, _minutes(4 * HOUR), ("CMP-15",)
    ),
    Template("complaint-24h", _("Complaint answered in 24 hours"), Metric.COMPLAINT_REPLY, _minutes(DAY), ("STD-22",)),
    Template(
        "complaint-48h", _("Complaint settled in 48 hours"), Metric.COMPLAINT_SETTLED, _minutes(2 * DAY), ("CMP-16",)
    ),
    Template(
        "complaint-month",
        _("Complaint settled in one month"),
        Metric.COMPLAINT_SETTLED,
        Target(1, Unit.MONTHS, end_of_day=True),
        ("STD-23",),
    ),
    Template("send-60m", _("Engineer sent in 60 minutes"), Metric.SEND, _minutes(HOUR), ("PRJ-30",)),
    Template("arrive-1h", _("On site in 1 hour"), Metric.ARRIVE, _minutes(HOUR), ("PRJ-15", "KPI-20")),
    Template(
        "solve-12h",
        _("Solved in 12 hours, else a loaner"),
        Metric.SOLVE,
        _minutes(12 * HOUR),
        ("PRJ-16", "PRJ-17"),
        kind="repair",
        acts=(Act.LEND,),
    ),
    Template(
        "goods-100m",
        _("100 minutes from the receipt of the goods"),
        Metric.HANDLE_GOODS,
        _minutes(100),
        ("RET-27",),
        begins_in="received",
    ),
    Template(
        "fault-100m",
        _("100 minutes from the confirmed fault"),
        Metric.HANDLE_GOODS,
        _minutes(100),
        ("KPI-08",),
        begins_in="inspected",
    ),
    Template("ship-2d", _("Sent off 2 days after payment"), Metric.SHIP, _days(2), ("STD-12",), elsewhere=OF_MERCHANTS),
    Template(
        "agent-10d", _("New agent: goods in 10 days"), Metric.DELIVERY, _days(10), ("STD-24",), kind="agent_goods"
    ),
    Template(
        "phone-at-once",
        _("On the phone: answered at once"),
        Metric.ANSWER,
        Target(0, Unit.AT_ONCE),
        ("CRM-25",),
        "phone",
        kind="call_out",
    ),
    Template(
        "answer-agreed",
        _("Answered by the time that was named"),
        Metric.ANSWER,
        Target(0, Unit.AGREED),
        ("CRM-25",),
        kind="call_out",
    ),
    Template("look-daily", _("Site looked at on the day"), Metric.LOOK, BY_DATE, ("INF-18",)),
    Template("plan-20d", _("Promotion plan in 20 days"), Metric.PLAN, _days(20), ("STD-26",)),
    Template("guide-10d", _("Guidance on use in 10 days"), Metric.GUIDANCE, _days(10), ("STD-27",)),
    Template("sample-24h", _("Sample result in 24 hours"), Metric.SAMPLE_RESULT, _minutes(DAY), ("STD-21",)),
    Template("training-month", _("Training in one month"), Metric.TRAINING, Target(1, Unit.MONTHS), ("STD-19",)),
    Template("report-due", _("Report handed in on its day"), Metric.REPORT, BY_DATE, ("STD-05", "STD-28", "CMP-17")),
    Template("contact-due", _("Customer contacted on the day"), Metric.CALL_BACK, BY_DATE, ("CRM-53",)),
    Template("sample-begun", _("Sample test begun at once"), Metric.TEST_BEGUN, Target(0, Unit.AT_ONCE), ("STD-20",)),
    Template("repair-agreed", _("Repaired by the agreed date"), Metric.SOLVE, BY_DATE, ("CMP-08",), kind="repair"),
    Template("deliver-agreed", _("Delivered when agreed"), Metric.DELIVERY, Target(0, Unit.AGREED), ("STD-10",)),
    Template(
        "complaint-shift",
        _("Complaint settled in the shift that took it"),
        Metric.COMPLAINT_SETTLED,
        Target(0, Unit.SHIFT_END),
        ("CMP-07",),
    ),
    Template("loaner", _("Loaner handed over at once"), Metric.LOANER, Target(0, Unit.AT_ONCE), ("PRJ-17",)),
)
BY_CODE = {template.code: template for template in TEMPLATES}


def relayed(shifts: Iterable[Span]) -> tuple[Span, ...]:
    """The hours in which at least one of the shifts is there, cut where one goes home; who begins first goes first.

    What comes in belongs to the shift among those present that ends first, so that no other has to settle it.
    """
    found: list[Span] = []
    for shift in sorted(shifts, key=lambda one: one.end):
        begins = max(shift.start, found[-1].end) if found else shift.start
        if begins < shift.end:
            found.append(Span(begins, shift.end))
    return tuple(found)


def _shift(start: int, end: int) -> Span:
    return Span(start * HOUR, end * HOUR)


TWO_SHIFTS: Week = (*((relayed([_shift(9, 17), _shift(11, 19)]),) * 5), (), ())
"""9–17 and 11–19, weekends off: nobody is there after 19:00 [APT-47]. Until 17:00 the first shift takes what comes."""

THREE_SHIFTS: Week = (relayed([_shift(8, 16), _shift(11, 19), _shift(14, 22)]),) * 7
"""8–16, 11–19, 14–22, with duty at weekends [APT-48, APT-49]."""

OFFICE: Week = (*(((Span(9 * HOUR, 18 * HOUR),),) * 5), (), ())
WEEKS: dict[str, Week] = {"office": OFFICE, "two_shifts": TWO_SHIFTS, "three_shifts": THREE_SHIFTS}
