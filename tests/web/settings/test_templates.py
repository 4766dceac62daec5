"""The times of the sources, taken over on their page: they run, break and are counted; or say why they cannot."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.cases.commands.notes import add_note
from aftercare.cases.terms import Channel
from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.rules.templates import TEMPLATES
from aftercare.clocks.terms import Metric
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.handing_in import hand_in
from aftercare.duties.models import Task
from aftercare.duties.terms import AnsweredBy, Outcome, TaskKind
from aftercare.flow.promises import sweep
from aftercare.flow.return_goods import apply_for_return
from aftercare.org.models import Member, ReturnAddress
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return
from aftercare.returns.terms import Wanted
from aftercare.web.settings.begun import BEGUN, withheld
from tests.factories.duties import task
from tests.factories.exchanges import agreed, articles, counted
from tests.factories.people import AGENT, MANAGER, MONDAY, REVIEWER, member
from tests.factories.promises import at, promise
from tests.factories.shop import goods, order, scene

pytestmark = pytest.mark.django_db
Matter = Return | Task


@pytest.fixture
def manager(client: Client) -> Client:
    """Who sets times up."""
    client.force_login(member(Role.MANAGER))
    return client


def take_over(manager: Client, code: str) -> Policy:
    """Press “Take over…” and “Add”, and change nothing."""
    page = f"{reverse('settings-time-new')}?template={code}"
    told = manager.get(page).context["form"].initial
    answers = {name: value for name, value in told.items() if value is not None and value is not False}
    always = {"promised_to": "customer", "reopening": "resume", "is_active": "on"}
    answer = manager.post(page, {**answers, **always})
    assert answer.status_code == 302, answer.content.decode()
    return Policy.objects.get(template=code)


def asked(account: str, *, channel: Channel = Channel.PORTAL) -> Return:
    """A request that came in on Monday at nine."""
    place = scene(account)
    bought = order(place, account=account)
    application = Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=place.reason, remark="Too small")
    return apply_for_return(bought, application, channel=channel, by=AGENT, at=MONDAY)


def at_the_counter(account: str) -> Return:
    """Somebody brought the goods to the counter."""
    return asked(account, channel=Channel.DESK)


def promised(kind: TaskKind) -> Callable[[str], Task]:
    """A task of this kind that came in on Monday at nine."""

    def made(title: str) -> Task:
        who = Member.objects.get(email="manager@example.com")
        return task(title, kind, owner_id=who.pk, agreed_at=at("2026-03-20 12:00"))

    return made


def answer(matter: Matter, when: datetime) -> None:
    """A colleague writes to the buyer."""
    assert isinstance(matter, Return)
    add_note(matter.case, "Yes, you may send it back.", for_buyer=True, by=AGENT, at=when)


def decide(matter: Matter, when: datetime) -> None:
    """Somebody says yes."""
    assert isinstance(matter, Return)
    approve(matter, Decision(address=ReturnAddress.objects.get(merchant=matter.merchant_id)), by=REVIEWER, at=when)


def begin(matter: Matter, when: datetime) -> None:
    """The customer has his answer, and the work goes on."""
    assert isinstance(matter, Task)
    answer_complaint(matter, "We are sorry.", AnsweredBy.CALL, by=MANAGER, at=when)


def finish(matter: Matter, when: datetime) -> None:
    """Done."""
    assert isinstance(matter, Task)
    if matter.kind == TaskKind.COMPLAINT:
        answer_complaint(matter, "We are sorry.", AnsweredBy.CALL, by=MANAGER, at=matter.opened_at)
    hand_in(matter, Outcome("Done."), by=MANAGER, at=when)


CASES = [
    ("hotline-4h", asked, answer, "2026-03-02 13:00"),
    ("answer-24h", asked, answer, "2026-03-03 09:00"),
    ("counter-10m", at_the_counter, decide, "2026-03-02 09:10"),
    ("inspection-30m", promised(TaskKind.COMPLAINT), begin, "2026-03-02 09:30"),
    ("complaint-4h", promised(TaskKind.COMPLAINT), begin, "2026-03-02 13:00"),
    ("complaint-24h", promised(TaskKind.COMPLAINT), begin, "2026-03-03 09:00"),
    ("complaint-48h", promised(TaskKind.COMPLAINT), finish, "2026-03-04 09:00"),
    ("complaint-month", promised(TaskKind.COMPLAINT), finish, "2026-04-03 00:00"),
    ("solve-12h", promised(TaskKind.REPAIR), finish, "2026-03-02 21:00"),
    ("training-month", promised(TaskKind.TRAINING), finish, "2026-04-02 09:00"),
    ("guide-10d", promised(TaskKind.GUIDANCE), finish, "2026-03-12 09:00"),
    ("plan-20d", promised(TaskKind.PLAN), finish, "2026-03-22 09:00"),
    ("sample-24h", promised(TaskKind.SAMPLE_TEST), finish, "2026-03-03 09:00"),
]


@pytest.mark.shows(
    "STD-09", "STD-19", "STD-22", "STD-23", "STD-26", "STD-27", "CMP-05", "CMP-06", "CMP-15", "CMP-16", "PRJ-16",
    "PRJ-44",
)  # fmt: skip
@pytest.mark.parametrize(("code", "open_matter", "end", "due"), CASES, ids=[case[0] for case in CASES])
def test_a_template_that_was_taken_over_is_kept_or_broken_to_the_minute(
    manager: Client, code: str, open_matter: Callable[[str], Matter], end: Callable[[Matter, datetime], None], due: str
) -> None:
    policy = take_over(manager, code)
    in_time, too_late = open_matter("kept"), open_matter("broken")
    assert [one.due_at for one in Clock.objects.filter(policy=policy)] == [at(due), at(due)]
    end(in_time, at(due) - timedelta(minutes=1))
    sweep(at=at(due) + timedelta(minutes=1))
    end(too_late, at(due) + timedelta(minutes=2))
    found = {one.subject: (one.state, one.late_at) for one in Clock.objects.filter(policy=policy)}
    assert found == {in_time.label: ("stopped", None), too_late.label: ("stopped", at(due))}
    page = manager.get(reverse("times") + "?first=2026-03-01&last=2026-05-01").content.decode()
    cells = page[page.index(policy.name) :].split('">')[1:5]
    assert [cell.split("<")[0] for cell in cells] == ["1", "1", "0", "50.0 %"]


def test_what_is_not_solved_in_twelve_hours_owes_a_loaner_without_more_being_set_up(manager: Client) -> None:
    take_over(manager, "solve-12h")
    repair = promised(TaskKind.REPAIR)("Excavator")
    sweep(at=MONDAY + timedelta(hours=11, minutes=59))
    assert not Task.objects.filter(kind=TaskKind.LOANER).exists()
    sweep(at=MONDAY + timedelta(hours=12, minutes=1))
    assert Task.objects.get(kind=TaskKind.LOANER).origin == Clock.objects.get(subject=repair.label)


def test_the_counter_promises_nothing_to_who_asked_from_home(manager: Client) -> None:
    take_over(manager, "counter-10m")
    asked("at home")
    assert not Clock.objects.exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ship-2d", "promised by each merchant"),
    ],
)
def test_a_template_that_nothing_begins_says_so_and_is_not_taken_over(manager: Client, code: str, said: str) -> None:
    page = manager.get(reverse("settings-time-templates")).content.decode()
    assert f"?template={code}" not in page
    assert said in page
    address = f"{reverse('settings-time-new')}?template={code}"
    assert (manager.get(address).status_code, manager.post(address, {}).status_code) == (404, 404)
    assert not Policy.objects.exists()


def test_every_other_template_begins_somewhere() -> None:
    assert {one.code for one in TEMPLATES if withheld(one)} == {"ship-2d"}
    assert {one.metric for one in TEMPLATES if not withheld(one)} <= BEGUN


def test_a_promise_of_ones_own_that_nothing_begins_says_so_in_the_list(manager: Client) -> None:
    promise(Metric.GOODS_IN, 60, name="One hour")
    promise(Metric.DECIDE, 60, name="Decided")
    page = manager.get(reverse("settings-times")).content.decode()
    assert page.count("nothing begins this time yet") == 1
    assert page.index("One hour") < page.index("nothing begins this time yet")


def test_no_template_for_the_sending_of_orders_runs_on_an_exchange(manager: Client) -> None:
    for one in TEMPLATES:
        if not withheld(one) and not one.target.unit.startswith("shift"):
            take_over(manager, one.code)
    place = scene()
    articles(place)
    counted(agreed(place, order(place)))
    assert not Clock.objects.filter(metric=Metric.SHIP).exists()
