"""A message on the case answers the complaint about it only if it goes to the customer, or he opens his page."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.cases.commands.notes import add_note
from aftercare.clocks.models import Clock
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.terms import Metric, Unit
from aftercare.customers.commands import link_member
from aftercare.customers.models import Customer
from aftercare.duties.commands import tasks
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.models import Task
from aftercare.duties.terms import AnsweredBy, TaskKind
from aftercare.flow.promises import sweep
from aftercare.jobs.messages import send_due
from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.journal.models import Entry
from aftercare.moves.queries import strays
from aftercare.notifications.models import Block, Message, Notice
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.duties import task
from tests.factories.people import AGENT, MANAGER, MONDAY, member
from tests.factories.promises import promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import office, outside  # noqa: F401
from tests.messages.postoffice import Office
from tests.reading import read_next

pytestmark = pytest.mark.django_db(transaction=True)
SOON = MONDAY + timedelta(minutes=30)
SORRY = "We are sorry"


def follow(*names: str) -> None:
    """What the worker does with the journal: messages are made, and answers counted."""
    for name in names or ("messages", "answers"):
        mine = next(each for each in SUBSCRIPTIONS if each.name == name)
        while read_next(name, mine.take):
            pass


def complained(email: str = "plant@post.example") -> tuple[Return, Task]:
    """A buyer complains about his return; he is owed an answer in four hours."""
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES)
    place = scene()
    back = applied(place, order(place))
    Customer.objects.filter(pk=back.customer_id).update(email=email, language="en")
    who = member(Role.AGENT, email="agent@example.com")
    return back, task("Rude", TaskKind.COMPLAINT, owner_id=who.pk, customer_id=back.customer_id, about=back.case.stream)


def judged(one: Task) -> Clock:
    """The clock of the answer."""
    return Clock.objects.get(stream=one.stream, metric=Metric.COMPLAINT_REPLY)


def state_of(one: Task) -> tuple[str, str, str]:
    """How it stands, what the answer is, and how its clock is."""
    one.refresh_from_db()
    return one.state, one.answer, judged(one).state


def block(address: str = "plant@post.example") -> None:
    """Nothing is sent there."""
    Block.objects.create(address=address, reason="undeliverable", made_at=MONDAY, made_by="x")


def is_whole() -> bool:
    """Every deadline and record is what its tape and the journal say."""
    return not list(differing_clocks()) and not list(strays(Task))


@pytest.mark.shows("STD-22", "CMP-15")
def test_a_message_that_goes_answers_and_counts_from_when_it_was_written(outside: Office) -> None:  # noqa: F811
    back, one = complained()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    assert state_of(one) == ("open", "", "running")
    follow()
    assert state_of(one) == ("begun", SORRY, "stopped")
    assert (one.answered_at, judged(one).stopped_at, judged(one).stopped_by) == (SOON, SOON, AGENT.key)
    assert is_whole()


@pytest.mark.shows("STD-22", "CMP-15")
@pytest.mark.parametrize("email", ["plant@post.example", ""])
def test_a_message_that_is_blocked_or_has_no_address_answers_nothing_until_he_reads_it(
    outside: Office,  # noqa: F811
    email: str,
) -> None:
    back, one = complained(email)
    block()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    follow()
    assert state_of(one) == ("open", "", "running")
    buyer = member(Role.BUYER, email="buyer@post.example")
    link_member(back.customer, buyer.pk)
    page = Client()
    page.force_login(buyer)
    before = timezone.now()
    assert page.get(reverse("my-case", args=[back.number])).status_code == 200
    assert state_of(one) == ("begun", SORRY, "stopped")
    assert one.answered_at
    assert before <= one.answered_at <= timezone.now()
    entries = Entry.objects.count()
    page.get(reverse("my-case", args=[back.number]))
    assert (Entry.objects.count(), is_whole()) == (entries, True)


@pytest.mark.shows("STD-22")
def test_a_message_that_is_too_old_to_be_told_answers_nothing_until_he_reads_it(
    outside: Office,  # noqa: F811
    settings: LazySettings,
) -> None:
    back, one = complained()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    settings.MESSAGES_FRESH_DAYS = 7
    follow()
    assert (Message.objects.count(), state_of(one)) == (0, ("open", "", "running"))
    buyer = member(Role.BUYER, email="buyer@post.example")
    link_member(back.customer, buyer.pk)
    page = Client()
    page.force_login(buyer)
    assert page.get(reverse("my-case", args=[back.number])).status_code == 200
    assert (state_of(one), is_whole()) == (("begun", SORRY, "stopped"), True)


def test_words_that_were_counted_before_they_became_too_old_to_be_told_count_no_more(
    outside: Office,  # noqa: F811
    settings: LazySettings,
) -> None:
    back, one = complained()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    follow("answers")
    assert state_of(one) == ("begun", SORRY, "stopped")
    settings.MESSAGES_FRESH_DAYS = 7
    follow("messages")
    assert (state_of(one), is_whole()) == (("open", "", "running"), True)
    assert set(Message.objects.values_list("to_name", flat=True)) == {"Agent"}, "who wrote them is told, not the buyer"


def test_the_same_words_again_that_came_too_late_take_nothing_back(
    outside: Office,  # noqa: F811
    settings: LazySettings,
) -> None:
    back, one = complained()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    follow()
    assert state_of(one) == ("begun", SORRY, "stopped")
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON + timedelta(days=1))
    settings.MESSAGES_FRESH_DAYS = 7
    follow()
    assert (state_of(one), is_whole()) == (("begun", SORRY, "stopped"), True)


def test_a_message_that_went_in_time_answers_though_its_entry_is_read_late(
    outside: Office,  # noqa: F811
    settings: LazySettings,
) -> None:
    back, one = complained()
    add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    follow("messages")
    settings.MESSAGES_FRESH_DAYS = 7
    follow("answers")
    assert (state_of(one), is_whole()) == (("begun", SORRY, "stopped"), True)


def test_what_was_written_before_he_complained_is_no_answer_to_it(outside: Office) -> None:  # noqa: F811
    back, one = complained()
    add_note(back.case, "Your parcel is here", for_buyer=True, by=AGENT, at=MONDAY - timedelta(minutes=1))
    follow()
    assert state_of(one) == ("open", "", "running")


@pytest.mark.shows("STD-22")
@pytest.mark.parametrize("way", ["case", "message"])
@pytest.mark.parametrize("is_held", [False, True])
def test_an_answer_that_could_not_be_delivered_is_taken_back_and_the_promise_runs_as_before(
    outside: Office,  # noqa: F811
    way: str,
    is_held: bool,
) -> None:
    back, one = complained()
    if way == "case":
        add_note(back.case, SORRY, for_buyer=True, by=AGENT, at=SOON)
    else:
        answer_complaint(one, SORRY, AnsweredBy.MESSAGE, by=MANAGER, at=SOON)
    follow()
    if is_held:
        tasks.hold(one, "No driver", by=MANAGER, at=SOON + timedelta(hours=1))
    assert state_of(one) == ("held" if is_held else "begun", SORRY, "stopped")
    outside.hooks["RCPT"] = lambda _clerk: "550 no such person"
    send_due("email")
    follow()
    assert state_of(one) == (("held", "", "paused") if is_held else ("open", "", "running"))
    follow()
    told = Notice.objects.filter(event="answer_lost")
    sentence = "The answer to the complaint “Rude” did not arrive"
    assert [(each.member.email, each.text) for each in told] == [("agent@example.com", sentence)]
    if is_held:
        assert tasks.resume(one, by=MANAGER, at=SOON + timedelta(hours=2)).state == "open"
        assert judged(one).due_at == MONDAY + timedelta(hours=5)
        return
    assert judged(one).due_at == MONDAY + timedelta(hours=4)
    sweep(at=MONDAY + timedelta(hours=5))
    assert judged(one).late_at == MONDAY + timedelta(hours=4)
    answer_complaint(one, "On the phone", AnsweredBy.CALL, by=MANAGER, at=MONDAY + timedelta(hours=6))
    assert (state_of(one), is_whole()) == (("begun", "On the phone", "stopped"), True)


def test_a_call_that_was_written_down_meanwhile_becomes_the_first_answer(outside: Office) -> None:  # noqa: F811
    _back, one = complained()
    answer_complaint(one, SORRY, AnsweredBy.MESSAGE, by=MANAGER, at=SOON)
    answer_complaint(one, "Called him", AnsweredBy.CALL, by=MANAGER, at=SOON + timedelta(hours=1))
    follow()
    outside.hooks["RCPT"] = lambda _clerk: "550 no such person"
    send_due("email")
    follow()
    assert state_of(one) == ("begun", "Called him", "stopped")
    assert one.answered_at == SOON + timedelta(hours=1)
    assert is_whole()


def test_a_later_message_that_fails_takes_no_earlier_answer_back(outside: Office) -> None:  # noqa: F811
    back, one = complained()
    answer_complaint(one, SORRY, AnsweredBy.CALL, by=MANAGER, at=SOON)
    add_note(back.case, "Once more", for_buyer=True, by=AGENT, at=SOON + timedelta(hours=1))
    follow()
    Message.objects.filter(event="reply").update(due_at=MONDAY)
    outside.hooks["RCPT"] = lambda _clerk: "550 no such person"
    send_due("email")
    follow()
    assert Message.objects.get(event="reply").state == "failed"
    assert state_of(one) == ("begun", SORRY, "stopped")
