"""Only a message that is really on its way answers a complaint."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from aftercare.clocks.models import Clock
from aftercare.clocks.terms import Metric, Unit
from aftercare.customers.models import Customer
from aftercare.duties.terms import TaskKind
from aftercare.journal.models import Entry
from aftercare.notifications.models import Block, Choice, Outlet, Preference
from aftercare.org.roles import Role
from tests.factories.duties import mail_server, task
from tests.factories.people import MONDAY, member
from tests.factories.promises import promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
SENTENCE = "No message would reach this customer"


def plant(email: str = "plant@example.com") -> Customer:
    """A customer whose address is known, and a mail server."""
    mail_server()
    place = scene()
    found = applied(place, order(place)).customer
    Customer.objects.filter(pk=found.pk).update(email=email)
    return Customer.objects.get(pk=found.pk)


def blocked(_customer: Customer) -> None:
    Block.objects.create(address="Plant@Example.com", reason="undeliverable", made_at=MONDAY, made_by="x")


def blocked_with_its_domain(_customer: Customer) -> None:
    Block.objects.create(address="@example.com", reason="excluded", made_at=MONDAY, made_by="x")


def declined(customer: Customer) -> None:
    Preference.objects.create(customer=customer, off=["email"])


def switched_off(_customer: Customer) -> None:
    Choice.objects.create(event="complaint_answer", role="buyer", channel="email", is_on=False)


def too_long(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(email=f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.example")


@pytest.mark.parametrize("hindrance", [blocked, blocked_with_its_domain, declined, switched_off, too_long])
@pytest.mark.shows("STD-22", "CMP-15")
def test_a_message_that_does_not_go_answers_nothing_and_a_call_does(hindrance: Callable[[Customer], None]) -> None:
    promise(Metric.COMPLAINT_REPLY, 240, Unit.MINUTES)
    customer = plant()
    one = task("Rude", TaskKind.COMPLAINT, owner_id=member(Role.AGENT).pk, customer_id=customer.pk)
    hindrance(customer)
    boss, address = signed_in(Role.MANAGER), reverse("duty-act", args=[one.pk, "answer"])
    entries = Entry.objects.count()
    page = boss.post(address, {"word": "Sorry.", "way": "message"})
    assert SENTENCE in page.content.decode()
    one.refresh_from_db()
    clock = Clock.objects.get(stream=one.stream, metric=Metric.COMPLAINT_REPLY)
    assert (one.state, one.answered_at, clock.stopped_at, Entry.objects.count()) == ("open", None, None, entries)
    boss.post(address, {"word": "Sorry, on the phone.", "way": "call"})
    one.refresh_from_db()
    clock.refresh_from_db()
    assert (one.state, one.answer, clock.stopped_at) == ("begun", "Sorry, on the phone.", one.answered_at)


def test_any_way_that_is_open_will_do() -> None:
    customer = plant()
    blocked(customer)
    Customer.objects.filter(pk=customer.pk).update(phone="+447700900142")
    Outlet.objects.create(kind="sms", url="https://sms.example", sender="Kestrel")
    Choice.objects.create(event="complaint_answer", role="buyer", channel="sms", is_on=True)
    one = task("Rude", TaskKind.COMPLAINT, owner_id=member(Role.AGENT).pk, customer_id=customer.pk)
    signed_in(Role.MANAGER).post(reverse("duty-act", args=[one.pk, "answer"]), {"word": "Sorry.", "way": "message"})
    one.refresh_from_db()
    assert (one.state, one.answer) == ("begun", "Sorry.")
