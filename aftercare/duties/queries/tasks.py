"""Tasks and duties as their readers see them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from aftercare.clocks.queries.changes import FURTHEST_EAST
from aftercare.clocks.queries.hours import hours_of
from aftercare.duties.models import DistanceStep, Duty, Engineer, Task
from aftercare.duties.models.task import STREAM
from aftercare.duties.rules.days import opens_on
from aftercare.duties.rules.distance import Step
from aftercare.duties.terms import ENDS, TaskKind, TaskState
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.rights import Right

LOOKED_AHEAD = timedelta(days=1830)
"""No duty opens earlier than this before it is due."""
CALLS = Q(kind=str(TaskKind.CALL_OUT))
IS_OVER = Q(state__in=[str(state) for state in ENDS])
READ = "duties.task.read"
"""The customer has read a complaint's answer, as the journal calls it."""
NOBODYS = Q(owner=None)
"""What anybody may take who works on tasks."""


def visible_to(actor: Actor) -> QuerySet[Task]:
    """All tasks of his merchants for who manages them; else what he or nobody owes, and every call for help."""
    rows = Task.objects.select_related("owner", "customer", "duty", "file", "origin")
    if actor.merchants is not None:
        rows = rows.filter(customer__merchant__in=actor.merchants)
    if actor.may(Right.DUTIES_MANAGE):
        return rows
    is_member = actor.kind == ActorKind.MEMBER and actor.may(Right.DUTIES_WORK)
    return rows.filter(Q(owner=actor.id) | NOBODYS | CALLS) if is_member else rows.none()


def may_be_given(task: Task) -> bool:
    """Whether it may pass to a colleague: a complaint stays with who took it in. [CMP-07]"""
    return not task.is_over and not (task.kind == TaskKind.COMPLAINT and task.owner_id)


def is_to_agree(task: Task) -> bool:
    """Whether a customer asked for a repair, and by when is still to be agreed with him."""
    return task.kind == TaskKind.REPAIR and task.agreed_at is None and task.state == TaskState.OPEN


def still_to_do(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Those that are not over, the first due first; what has no day comes last."""
    return rows.exclude(IS_OVER)


def tasks_of_customer(actor: Actor, customer_id: int) -> QuerySet[Task]:
    """What is promised to a customer, and when he is to be contacted next."""
    return still_to_do(visible_to(actor)).filter(customer=customer_id).order_by("agreed_at", "pk")


def next_contacts(customer_id: int) -> QuerySet[Duty]:
    """The duties to keep in touch with a customer."""
    return Duty.objects.filter(customer=customer_id, is_active=True).select_related("owner").order_by("next_on", "pk")


def all_duties() -> QuerySet[Duty]:
    """What comes back, by name."""
    return Duty.objects.select_related("owner", "customer", "calendar").order_by("name")


def duties_to_open(on: date) -> QuerySet[Duty]:
    """The duties whose next time is near enough to be looked at; which of them open is decided by their rhythm."""
    return Duty.objects.filter(is_active=True, next_on__isnull=False, next_on__lte=on).order_by("next_on", "pk")


def duties_behind(at: datetime) -> list[Duty]:
    """Duties that should have been laid before their owners more than a day ago, and were not, or never would be."""
    on = timezone.localdate(at) - timedelta(days=1)
    behind = [duty for duty in duties_to_open(on + LOOKED_AHEAD) if duty.next_on and lays_on(duty, duty.next_on) < on]
    return [*behind, *duties_asleep()]


def duties_asleep() -> QuerySet[Duty]:
    """Duties that go on, but wait for the end of a task that nobody owes: they would never come back."""
    open_tasks = still_to_do(Task.objects.filter(duty=OuterRef("pk")))
    return Duty.objects.filter(~Exists(open_tasks), is_active=True, next_on=None).order_by("pk")


def call_outs(actor: Actor) -> QuerySet[Task]:
    """The calls for help, with who was sent."""
    return visible_to(actor).filter(CALLS).prefetch_related("engineers__member")


def complaints(actor: Actor) -> QuerySet[Task]:
    """The complaints that a reader sees, the latest first."""
    return visible_to(actor).filter(kind=str(TaskKind.COMPLAINT)).order_by("-opened_at", "-pk")


def complaints_about(stream: str) -> QuerySet[Task]:
    """The open complaints about a case, by its stream."""
    return still_to_do(Task.objects.filter(about=stream, kind=str(TaskKind.COMPLAINT))).order_by("pk")


def complaint_of(stream: str) -> QuerySet[Task]:
    """The complaint with this stream, while it is open."""
    number = stream.removeprefix(STREAM)
    rows = Task.objects.filter(pk=int(number) if number.isdecimal() else 0, kind=str(TaskKind.COMPLAINT))
    return still_to_do(rows)


def unanswered_among(streams: Iterable[str]) -> set[str]:
    """Those of the cases, by their streams, about which somebody complained who has no answer yet."""
    asked = sorted(streams)
    if not asked:
        return set()
    rows = still_to_do(Task.objects.filter(about__in=asked, kind=str(TaskKind.COMPLAINT), answered_at=None))
    return set(rows.values_list("about", flat=True))


def was_read(task: Task) -> bool:
    """Whether the customer has read what a complaint is answered with, whatever became of the mail that told him."""
    return Entry.objects.filter(stream=task.stream, kind=READ, after__said=task.answer).exists()


def state_before_hold(task: Task) -> str:
    """How a task stood when it was last held up, as its journal says."""
    held = Entry.objects.filter(stream=task.stream, kind="duties.task.hold").order_by("-position")
    before = held.values_list("before", flat=True).first() or {}
    return str(before.get("state", ""))


def engineers_of(task: Task) -> QuerySet[Engineer]:
    """Who was sent on a call, the certified ones first."""
    return Engineer.objects.filter(task=task).select_related("member").order_by("-certificate", "pk")


def looks_left(at: datetime) -> list[Task]:
    """Looks at the news of days that are over where they are due, which nobody took."""
    begun = (at.astimezone(UTC) + FURTHEST_EAST).date()
    rows = Task.objects.filter(kind=str(TaskKind.WATCH), state=str(TaskState.OPEN), period_on__lt=begun)
    found = rows.select_related("duty__calendar__current").order_by("pk")
    return [task for task in found if task.period_on and task.period_on < today_of(task.duty, at)]


def today_of(duty: Duty | None, at: datetime) -> date:
    """Which day it is where a duty's calendar is; without one, where the house is."""
    version = duty.calendar.current if duty and duty.calendar else None
    return hours_of(version).local(at).date() if version else timezone.localdate(at)


def lays_on(duty: Duty, due_on: date) -> date:
    """When it is laid before its owner; nobody looks at the news of a day before it has come."""
    return due_on if duty.kind == TaskKind.WATCH else opens_on(due_on, duty.rhythm)


def looks_of(duties: Iterable[int], since: datetime) -> dict[int, tuple[int, int]]:
    """How often was looked, and how often that was missed, by duty, since a moment."""
    rows = Task.objects.filter(duty__in=list(duties), done_at__gte=since).order_by()
    taken, missed = Q(state=str(TaskState.DONE)), Q(state=str(TaskState.MISSED))
    counts = rows.values_list("duty").annotate(taken=Count("pk", filter=taken), missed=Count("pk", filter=missed))
    return {int(duty or 0): (done, not_done) for duty, done, not_done in counts}


def distance_steps() -> list[Step]:
    """The company's steps; none until somebody set them."""
    return [Step(row.up_to_km, row.minutes) for row in DistanceStep.objects.order_by("up_to_km")]
