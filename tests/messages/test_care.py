"""Messages that nobody has to ask for: an order is late, a question is answered."""

from datetime import timedelta

import pytest

from aftercare.cases.commands.questions import answer, ask
from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.jobs.sweeps import find_late_orders
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError
from aftercare.notifications.models import Message, Notice
from aftercare.notifications.terms import MessageState
from aftercare.orders.commands.delays import BadNotice, note_told
from aftercare.orders.commands.promises import NewPromise, promise
from aftercare.orders.models import DelayNotice, Lateness, Order
from aftercare.orders.terms import PromiseKind, ToldBy
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role, rights_of
from tests.factories.people import AGENT, MONDAY, actor, member
from tests.factories.shop import BOUGHT, Scene, order, scene
from tests.factories.stories import applied
from tests.messages.conftest import read_journal_at
from tests.messages.postoffice import Office

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
PAID = BOUGHT - 2 * DAY
MACHINE = Actor(ActorKind.KEY, 7, "Shop", rights_of([Role.AGENT]))


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant who promises in writing to ship within two days."""
    made = scene()
    new = NewPromise(PromiseKind.SHIP_WITHIN, "Ships in time", (MONDAY - 90 * DAY).date(), days=2)
    promise(made.merchant, new, by=actor(Role.ADMINISTRATOR), at=MONDAY - 90 * DAY)
    return made


def unsent(place: Scene, **told: str) -> Order:
    """A paid order that has not left, of a buyer whose address is known."""
    bought = order(place, shipped=False, signed=False, ordered_at=PAID, **told)  # type: ignore[arg-type]
    Customer.objects.filter(pk=bought.customer_id).update(email="lin@post.example", language="zh-hant")
    return bought


@pytest.mark.shows("STD-13")
def test_a_buyer_is_told_once_and_at_once_that_his_order_is_late(place: Scene, outside: Office) -> None:
    bought = unsent(place)
    order(place, ordered_at=PAID)  # left in time
    assert find_late_orders(at=PAID + 2 * DAY) == 0
    just_late = PAID + 2 * DAY + timedelta(minutes=1)
    assert (find_late_orders(at=just_late), find_late_orders(at=just_late + DAY)) == (1, 0)
    read_journal_at(just_late)
    read_journal_at(just_late)
    send_due("email")
    [message] = Message.objects.all()
    assert (message.event, message.state, message.address) == ("delayed", MessageState.SENT, "lin@post.example")
    assert message.merchant == place.merchant
    assert message.subject == f"您的訂單 {bought.number} 延遲出貨"
    assert "/my/find/" in message.body
    assert len(outside.mails) == 1


def test_an_order_that_should_have_left_long_ago_is_left_to_people(place: Scene, outside: Office) -> None:
    unsent(place)
    assert find_late_orders(at=PAID + 10 * DAY) == 0
    assert not Lateness.objects.exists()


@pytest.mark.shows("STD-13")
def test_a_colleagues_words_about_the_delay_go_to_the_buyer(place: Scene, outside: Office) -> None:
    bought = unsent(place)
    for way in (ToldBy.PHONE, ToldBy.MESSAGE):
        note_told(bought, way, MONDAY, "週四出貨，抱歉。", by=AGENT, at=MONDAY)
    read_journal_at(MONDAY)
    [message] = Message.objects.filter(event="delayed")
    assert f"{AGENT.name} 留言：\n週四出貨，抱歉。" in message.body


def test_who_cannot_be_reached_cannot_be_told_by_message(place: Scene, outside: Office) -> None:
    bought = unsent(place)
    Customer.objects.filter(pk=bought.customer_id).update(email="", phone="")
    Order.objects.filter(pk=bought.pk).update(phone="")
    with pytest.raises(BadNotice) as refusal:
        note_told(bought, ToldBy.MESSAGE, MONDAY, "Sorry", by=AGENT, at=MONDAY)
    assert isinstance(refusal.value, DomainError)
    assert not DelayNotice.objects.exists()


def test_who_asked_hears_that_his_question_is_answered_and_nobody_else(place: Scene, outside: Office) -> None:
    returning = applied(place, order(place))
    asker, _other = (member(Role.AGENT, email=f"{name}@desk.example") for name in ("asker", "other"))
    finance = member(Role.FINANCE_REVIEWER, email="finance@desk.example")
    question = ask(returning.case, "Paid?", role=Role.FINANCE_REVIEWER, by=actor_of_member(asker), at=MONDAY)
    answer(question, "Yes.", by=actor_of_member(finance), at=MONDAY)
    machine = ask(returning.case, "And this?", role=Role.FINANCE_REVIEWER, by=MACHINE, at=MONDAY)
    answer(machine, "Yes.", by=actor_of_member(finance), at=MONDAY)
    read_journal_at(MONDAY)
    told = Notice.objects.filter(event="question_answered").values_list("member", "text")
    assert list(told) == [(asker.pk, f"Your question about {returning.number} is answered")]
