"""A duty that counts from the day on which it was done: its next time is known when the last one is over."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from aftercare.duties.models import Duty, Task
from aftercare.duties.queries.tasks import duties_asleep, still_to_do
from aftercare.duties.rules.days import nominal
from aftercare.rows.whole import whole


@whole()
def come_back(task: Task, *, at: datetime) -> None:
    """It was done, dropped or missed: the next time of its duty counts from today. [CRM-53]"""
    if task.duty_id is None:
        return
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=task.duty_id)
    if duty.is_active and duty.from_done:
        _count_from(duty, at)


def come_back_unless_owed(task: Task, *, at: datetime) -> None:
    """The same when a task ends without being done; while another owner still owes the duty, his end counts."""
    others = still_to_do(Task.objects.filter(duty=task.duty_id)) if task.duty_id else Task.objects.none()
    if not others.exists():
        come_back(task, at=at)


def wake_asleep(*, at: datetime) -> int:
    """Duties that go on and of which nobody owes anything: their next time counts from today; how many."""
    woken = 0
    for pk in list(duties_asleep().values_list("pk", flat=True)):
        woken += _wake(pk, at)
    return woken


@whole()
def _wake(pk: int, at: datetime) -> int:
    open_tasks = still_to_do(Task.objects.filter(duty=OuterRef("pk")))
    asleep = Duty.objects.select_for_update(of=("self",), skip_locked=True).filter(~Exists(open_tasks), pk=pk)
    duty = asleep.filter(is_active=True, next_on=None).first()
    if duty:
        _count_from(duty, at)
    return int(duty is not None)


def _count_from(duty: Duty, at: datetime) -> None:
    duty.first_on, duty.made = timezone.localdate(at), 1
    duty.next_on = nominal(duty.first_on, duty.rhythm, 1)
    duty.save(update_fields=["first_on", "made", "next_on"])
