"""Duties and tasks for tests."""

from datetime import date, timedelta

from django.utils import timezone

from aftercare.clocks.models import Calendar
from aftercare.duties.commands import rota
from aftercare.duties.commands.call_outs import take_call
from aftercare.duties.commands.duties import NewDuty, add_duty
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.commands.tasks import open_task
from aftercare.duties.models import Duty, OnDuty, RotaDay, Task
from aftercare.duties.terms import CallChannel, Every, NewCall, NewTask, Outcome, Rhythm, TaskKind
from aftercare.files.commands import store_paper
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.notifications.models import Outlet
from aftercare.org.commands.certificates import add_certificate
from aftercare.org.models import Certificate, Member
from aftercare.org.roles import Role, rights_of
from tests.factories.people import MANAGER, MONDAY
from tests.factories.promises import office

MONTHLY = Rhythm(1, Every.MONTHS)
EXCHANGE = Actor(ActorKind.KEY, 77, "Telephone exchange", rights_of([Role.AGENT]))
"""A machine that takes calls; nobody owns them yet."""


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


def taken_call(words: str = "No power in hall 2") -> Task:
    """A call for help that was answered at once."""
    told = NewCall(words, CallChannel.PHONE, "Shift leader", answer="Somebody is on his way soon.")
    return take_call(told, by=EXCHANGE, at=MONDAY)


def certificate(who: Member, name: str = "Substations") -> Certificate:
    """Somebody is certified, for good."""
    return add_certificate(who, name, valid_from=date(2025, 1, 1), by=MANAGER, at=MONDAY)


def rota_keys(who: Member) -> dict[str, int]:
    """A weekend day to come on which somebody is on duty, by the pages that are about it."""
    today = timezone.localdate()
    on = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    calendar = Calendar.objects.filter(name="Office").first() or office()
    while RotaDay.objects.filter(calendar=calendar, on=on).exists():
        on += timedelta(days=7)
    day = rota.open_day(calendar, on, "10:00–14:00", [who], by=MANAGER, at=timezone.now())
    person = OnDuty.objects.get(day=day).pk
    return {"duty-rota-add": day.pk, "duty-rota-off": person, "duty-rota-rest": person}


def mail_server() -> None:
    """Words to customers go out by e-mail."""
    Outlet.objects.get_or_create(kind="email", host="mx.shop.example", sender="service@shop.example")
