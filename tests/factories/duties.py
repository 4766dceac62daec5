"""Duties and tasks for tests."""

from datetime import date

from aftercare.duties.commands.duties import NewDuty, add_duty
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import open_task
from aftercare.duties.models import Duty, Task
from aftercare.duties.terms import Every, NewTask, Outcome, Rhythm, TaskKind
from aftercare.files.commands import store_paper
from aftercare.kernel.actor import SYSTEM
from tests.factories.people import MANAGER, MONDAY

MONTHLY = Rhythm(1, Every.MONTHS)


def duty(name: str, kind: TaskKind = TaskKind.REPORT, rhythm: Rhythm = MONTHLY, **more: object) -> Duty:
    """Something that comes back; every agent owes it on the 31st unless told otherwise."""
    told = {"first_on": date(2026, 3, 31), "role": "" if more.get("owner_id") else "agent", **more}
    return add_duty(NewDuty(name, kind, rhythm, **told), by=SYSTEM, at=MONDAY)  # type: ignore[arg-type]


def task(title: str, kind: TaskKind = TaskKind.SAMPLE_TEST, **more: object) -> Task:
    """One thing promised."""
    return open_task(NewTask(kind, title, **more), by=SYSTEM, at=MONDAY)  # type: ignore[arg-type]


def handed_in_report(title: str = "Report with a paper") -> Task:
    """A report whose paper can be fetched."""
    stored = store_paper(b"%PDF-1.7 the report", "report.pdf", max_bytes=1000, by=MANAGER, at=MONDAY)
    return hand_in(task(title, TaskKind.PLAN), Outcome("Done.", file_id=stored.pk), by=MANAGER, at=MONDAY)
