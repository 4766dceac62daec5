"""Recurring duties: set up, ended, and laid before their owners when the time comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.clocks.models import Calendar
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.calendars import Hours
from aftercare.duties.commands.coming_back import wake_asleep
from aftercare.duties.commands.looking import miss_looks
from aftercare.duties.commands.tasks import put
from aftercare.duties.models import DistanceStep, Duty, Task
from aftercare.duties.queries.tasks import LOOKED_AHEAD, duties_to_open, lays_on, today_of
from aftercare.duties.rules.days import is_within_reach, nominal, on_working_day
from aftercare.duties.rules.distance import read_steps
from aftercare.duties.terms import Every, Rhythm, TaskKind
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError
from aftercare.org.models import Member
from aftercare.rows.whole import apart, whole

CLERK = Actor(ActorKind.SYSTEM, 24, "Duties")
LONGEST = {Every.MONTHS: 60, Every.DAYS: 1830}


class BadDuty(DomainError):
    """A duty that nobody could keep."""

    code = "bad_duty"


@dataclass(frozen=True)
class NewDuty:
    """A duty's answers: one owner, or a role of which each member owes it."""

    name: str
    kind: TaskKind
    rhythm: Rhythm
    first_on: date
    owner_id: int | None = None
    role: str = ""
    recipient: str = ""
    customer_id: int | None = None
    calendar_id: int | None = None
    needs_file: bool = False
    needs_solution: bool = False


@whole()
def add_duty(new: NewDuty, *, by: Actor, at: datetime) -> Duty:
    """Set a duty up; its first task is laid before its owners when its time has come."""
    _check(new, at)
    rhythm = new.rhythm
    duty = Duty(
        name=new.name.strip(), kind=str(new.kind), owner_id=new.owner_id, role=new.role, recipient=new.recipient,
        customer_id=new.customer_id, amount=rhythm.amount, every=str(rhythm.every), at_month_end=rhythm.at_month_end,
        from_done=rhythm.from_done, calendar_id=new.calendar_id, needs_file=new.needs_file,
        needs_solution=new.needs_solution, first_on=new.first_on, next_on=nominal(new.first_on, rhythm, 0),
    )  # fmt: skip
    try:
        with apart():
            duty.save()
    except IntegrityError:
        raise BadDuty(_("There is a duty of this name already."), field="name") from None
    after = {"name": duty.name, "kind": duty.kind, "next_on": duty.next_on, "role": duty.role, "owner": duty.owner_id}
    record(Fact("duties.duty.add", duty.label, by, at, after=after))
    return duty


@whole()
def end_duty(duty: Duty, *, by: Actor, at: datetime) -> Duty:
    """From now on it does not come back; what is owed already stays owed."""
    fresh = Duty.objects.select_for_update().get(pk=duty.pk)
    if not fresh.is_active:
        raise BadDuty(_("It has ended already."))
    fresh.is_active, fresh.next_on = False, None
    fresh.save(update_fields=["is_active", "next_on"])
    record(Fact("duties.duty.end", fresh.label, by, at, before={"is_active": True}, after={"is_active": False}))
    return fresh


def open_due(*, at: datetime) -> int:
    """Lay before their owners the tasks whose time has come; how many. Run twice at once it makes none twice."""
    miss_looks(by=CLERK, at=at)
    wake_asleep(at=at)
    opened = 0
    for pk in list(duties_to_open(timezone.localdate(at) + LOOKED_AHEAD).values_list("pk", flat=True)):
        opened += _open_all(pk, at=at)
    return opened


@whole()
def set_steps(text: str, *, by: Actor, at: datetime) -> int:
    """How long deliveries may take by distance, in place of what was set before; how many steps."""
    steps = read_steps(text)
    before = {str(row.up_to_km): row.minutes for row in DistanceStep.objects.order_by("up_to_km")}
    DistanceStep.objects.all().delete()
    DistanceStep.objects.bulk_create([DistanceStep(up_to_km=one.up_to_km, minutes=one.minutes) for one in steps])
    after = {str(one.up_to_km): one.minutes for one in steps}
    record(Fact("duties.distance.set", "duties.distance:0", by, at, before=before, after=after))
    return len(steps)


@whole()
def _open_all(pk: int, *, at: datetime) -> int:
    duty = Duty.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, is_active=True).first()
    opened = 0
    while duty and duty.next_on and lays_on(duty, duty.next_on) <= today_of(duty, at):
        laid = _open(duty, duty.next_on, at=at)
        opened += laid
        duty.made += 1
        duty.next_on = None if duty.from_done and laid else nominal(duty.first_on, duty.rhythm, duty.made)
        duty.save(update_fields=["made", "next_on"])
    return opened


def _open(duty: Duty, on: date, *, at: datetime) -> int:
    """The duty's tasks of one time, for each owner; nobody is to look at the news of a day on which he is not there."""
    hours = _hours(duty.calendar_id)
    if duty.kind == TaskKind.WATCH and not hours.of_day(on.toordinal()):
        return 0
    due_on = on_working_day(on, hours)
    zone = hours.zone if duty.calendar_id else timezone.get_default_timezone()
    due_at = timezone.make_aware(datetime.combine(due_on, time(12)), zone)
    for owner in _owners(duty):
        task = Task(duty=duty, kind=duty.kind, title=f"{duty.name}, {on.isoformat()}", period_on=on, owner_id=owner)
        task.recipient, task.customer_id, task.agreed_at = duty.recipient, duty.customer_id, due_at
        task.needs_file, task.needs_solution = duty.needs_file, duty.needs_solution
        put(task, by=CLERK, at=at)
    return 1


def _owners(duty: Duty) -> Iterable[int | None]:
    """Who owes it now. Where its owner has left, or nobody has the role, it is nobody's: anybody may take it."""
    active = Member.objects.filter(is_active=True)
    held = active.filter(pk=duty.owner_id) if duty.owner_id else active.filter(roles__contains=[duty.role])
    return list(held.order_by("pk").values_list("pk", flat=True)) or [None]


def _hours(calendar_id: int | None) -> Hours:
    calendar = Calendar.objects.select_related("current").get(pk=calendar_id) if calendar_id else None
    return hours_of(calendar.current if calendar else None)


def _check(new: NewDuty, at: datetime) -> None:
    if not new.name.strip():
        raise BadDuty(_("Give it a name."), field="name")
    if not 0 < new.rhythm.amount <= LONGEST[new.rhythm.every]:
        raise BadDuty(_("It comes back after at least one day, and at most five years."), field="amount")
    if not is_within_reach(new.first_on, timezone.localdate(at)):
        raise BadDuty(_("Name a day between a year ago and ten years from now."), field="first_on")
    if (new.owner_id is None) == (not new.role):
        raise BadDuty(_("Name one owner, or a role of which everybody owes it."), field="owner")
    if new.kind == TaskKind.CONTACT and new.customer_id is None:
        raise BadDuty(_("Name the customer to keep in touch with."), field="customer")
    if new.kind == TaskKind.COMPLAINT_ANALYSIS and not (new.needs_solution and new.recipient):
        raise BadDuty(_("The analysis of complaints goes to a leader and names a solution."), field="recipient")
