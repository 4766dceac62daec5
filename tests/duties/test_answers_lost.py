"""An answer is lost after all: what was owed goes on, a call in time stays in time, and what he has read stays read."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case
from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import Owed
from aftercare.clocks.terms import Act, Metric, Per, Unit
from aftercare.customers.commands import link_member
from aftercare.customers.models import Customer
from aftercare.duties.commands import tasks
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.models import Task
from aftercare.duties.terms import AnsweredBy, Outcome, TaskKind
from aftercare.flow.promises import sweep
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Cursor, Entry
from aftercare.notifications.models import Message
from aftercare.org.roles import Role
from tests.duties.test_really_answered import SOON, SORRY, complained, follow, is_whole, judged, state_of
from tests.factories.duties import task
from tests.factories.people import AGENT, MANAGER, MONDAY, member
from tests.factories.promises import promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import office, outside  # noqa: F401
from tests.messages.postoffice import Office

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
HOURLY = NewStep(0, Act.PENALTY, amount_minor=500, currency="GBP", per=Per.HOUR)


def bounce(outside: Office) -> None:  # noqa: F811
    """The mail server takes it for nobody."""
    outside.hooks["RCPT"] = lambda _clerk: "550 no such person"
    send_due("email")
    follow()


def answer(one: Task, words: str, way: AnsweredBy, at: datetime) -> None:
    """By a manager."""
    answer_complaint(one, words, way, by=MANAGER, at=at)


def owed() -> tuple[int, bool]:
    """What the broken promise costs, and whether that is final."""
    row = Owed.objects.get()
    return row.amount_minor, row.settled_at is not None


def test_what_a_broken_promise_costs_grows_on_when_the_answer_did_not_arrive(outside: Office) -> None:  # noqa: F811
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES, HOURLY)
    place = scene()
    back = applied(place, order(place))
    Customer.objects.filter(pk=back.customer_id).update(email="plant@post.example")
    one = task("Rude", TaskKind.COMPLAINT, customer_id=back.customer_id, owner_id=member(Role.AGENT).pk)
    sweep(at=MONDAY + 5 * HOUR)
    answer(one, SORRY, AnsweredBy.MESSAGE, MONDAY + 6 * HOUR)
    follow()
    assert owed() == (1000, True)
    bounce(outside)
    assert (state_of(one)[0], owed()[1]) == ("open", False)
    one.refresh_from_db()
    late_at = judged(one).late_at
    assert late_at == MONDAY + 4 * HOUR
    called_at = one.state_since + HOUR
    answer(one, "On the phone", AnsweredBy.CALL, called_at)
    hours = -(-(called_at - late_at) // HOUR)
    assert (owed(), is_whole()) == ((500 * hours, True), True)


@pytest.mark.shows("STD-22")
@pytest.mark.parametrize("is_held", [False, True])
def test_a_call_in_time_keeps_the_promise_though_an_earlier_mail_bounces_later(
    outside: Office,  # noqa: F811
    is_held: bool,
) -> None:
    _back, one = complained()
    answer(one, SORRY, AnsweredBy.MESSAGE, SOON)
    answer(one, "Called him", AnsweredBy.CALL, SOON + HOUR)
    follow()
    if is_held:
        tasks.hold(one, "No driver", by=MANAGER, at=SOON + 2 * HOUR)
    bounce(outside)
    assert state_of(one) == ("held" if is_held else "begun", "Called him", "stopped")
    clock = judged(one)
    assert (clock.stopped_at, clock.late_at, sum(clock.minutes.values())) == (SOON + HOUR, None, 90)
    assert (one.answered_at, is_whole()) == (SOON + HOUR, True)
    assert [mark for _at, mark, *_more in clock.tape] == ["start", "stop", "run", "stop"]


def test_a_call_while_it_is_held_up_ends_the_waiting(outside: Office) -> None:  # noqa: F811
    _back, one = complained()
    answer(one, SORRY, AnsweredBy.MESSAGE, SOON)
    tasks.hold(one, "No driver", by=MANAGER, at=SOON + HOUR)
    answer(one, "Called him", AnsweredBy.CALL, SOON + 2 * HOUR)
    follow()
    bounce(outside)
    clock = judged(one)
    assert (state_of(one), clock.late_at) == (("held", "Called him", "stopped"), None)
    assert (clock.stopped_at, is_whole()) == (SOON + 2 * HOUR, True)
    assert [mark for _at, mark, *_more in clock.tape] == ["start", "stop", "run", "pause", "stop"]


def test_words_on_an_imported_case_are_sent_to_nobody_and_answer_nothing(outside: Office) -> None:  # noqa: F811
    back, one = complained()
    Case.objects.filter(pk=back.case_id).update(channel="import")
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    follow()
    assert (state_of(one), Message.objects.count()) == (("open", "", "running"), 0)


@pytest.mark.shows("STD-22")
@pytest.mark.parametrize("is_counted_first", [True, False])
def test_an_answer_that_he_has_read_on_his_page_is_not_lost_with_its_mail(
    outside: Office,  # noqa: F811
    is_counted_first: bool,
) -> None:
    back, one = complained()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    if is_counted_first:
        follow()
    buyer = member(Role.BUYER, email="buyer@post.example")
    link_member(back.customer, buyer.pk)
    page = Client()
    page.force_login(buyer)
    for _time in range(2):
        assert page.get(reverse("my-case", args=[back.number])).status_code == 200
    read = Entry.objects.filter(kind="duties.task.read")
    assert list(read.values_list("stream", "after")) == [(one.stream, {"said": SORRY})]
    answered = state_of(one)
    follow()
    bounce(outside)
    assert Entry.objects.filter(kind="notifications.message.drop").exists()
    assert (answered, state_of(one), is_whole()) == (("begun", SORRY, "stopped"), answered, True)
    assert page.get(reverse("my-case", args=[back.number])).status_code == 200
    assert read.count() == 1


def test_a_complaint_that_was_answered_is_handed_in() -> None:
    _back, one = complained()
    answer(one, SORRY, AnsweredBy.CALL, SOON)
    assert tasks.finish(one, Outcome("Settled."), by=MANAGER, at=SOON + HOUR).state == "done"


def test_an_installation_that_is_not_new_follows_answers_from_where_its_messages_are() -> None:
    forward = import_module("aftercare.journal.migrations.0006_answers_begin_where_messages_are").FORWARD
    Cursor.objects.filter(name__in=["answers", "messages"]).delete()

    def upgrade() -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(forward)
        return list(Cursor.objects.filter(name="answers").values_list("transaction", "entry"))

    assert upgrade() == []
    Cursor.objects.create(name="messages", transaction=70, entry=7)
    assert upgrade() == [(70, 7)]
    Cursor.objects.filter(name="messages").update(transaction=80, entry=8)
    assert upgrade() == [(70, 7)]
