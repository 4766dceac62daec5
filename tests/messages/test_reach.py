"""Whether words to a customer would leave at all: only by a way that somebody has set up and not switched off."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from aftercare.cases.models import Case
from aftercare.customers.models import Customer
from aftercare.duties.commands.answering import answer_complaint
from aftercare.duties.commands.tasks import BadTask
from aftercare.duties.terms import AnsweredBy, TaskKind
from aftercare.journal.models import Entry
from aftercare.notifications.models import Outlet, Policy
from aftercare.notifications.queries.reach import is_answer_sent, is_reply_sent
from aftercare.org.roles import Role
from tests.factories.duties import task
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(settings: LazySettings) -> Customer:
    """A buyer with an address, in an installation that has set up no way out."""
    settings.NOTHING_LEAVES, settings.SMTP_ADDRESS = False, ""
    place = scene()
    case = Case.objects.get(pk=applied(place, order(place)).case_id)
    Customer.objects.filter(pk=case.customer_id).update(email="lin@post.example")
    return Customer.objects.get(pk=case.customer_id)


def would_go(customer: Customer) -> tuple[bool, bool]:
    """Whether an answer to a complaint, and words on a case, would reach him."""
    case = Case.objects.get(customer=customer)
    return is_answer_sent(customer), is_reply_sent(case, written_at=MONDAY, at=MONDAY)


def test_without_a_mail_server_nothing_would_go(customer: Customer, settings: LazySettings) -> None:
    assert would_go(customer) == (False, False)
    settings.SMTP_ADDRESS = "smtp://mx.shop.example"
    assert would_go(customer) == (True, True)


def test_a_mail_server_that_is_switched_off_is_none(customer: Customer, settings: LazySettings) -> None:
    settings.SMTP_ADDRESS = "smtp://mx.shop.example"
    row = Outlet.objects.create(kind="email", host="mx.shop.example", sender="a@shop.example", is_enabled=False)
    assert would_go(customer) == (False, False)
    Outlet.objects.filter(pk=row.pk).update(is_enabled=True)
    assert would_go(customer) == (True, True)


def test_where_nothing_leaves_it_is_tried_out_as_if_it_did(customer: Customer) -> None:
    Policy.objects.create(nothing_leaves=True)
    assert would_go(customer) == (True, True)


def test_words_older_than_messages_may_be_go_to_nobody(customer: Customer, settings: LazySettings) -> None:
    settings.SMTP_ADDRESS, settings.MESSAGES_FRESH_DAYS = "smtp://mx.shop.example", 7
    case = Case.objects.get(customer=customer)
    last = MONDAY + timedelta(days=7)
    read_at = (last, last + timedelta(seconds=1))
    assert [is_reply_sent(case, written_at=MONDAY, at=at) for at in read_at] == [True, False]


def test_an_answer_by_message_is_refused_where_none_would_go(customer: Customer) -> None:
    one = task("Rude", TaskKind.COMPLAINT, customer_id=customer.pk, owner_id=member(Role.AGENT).pk)
    entries = Entry.objects.count()
    with pytest.raises(BadTask, match="no way out is set up"):
        answer_complaint(one, "Sorry.", AnsweredBy.MESSAGE, is_sent=is_answer_sent, by=MANAGER, at=MONDAY)
    one.refresh_from_db()
    assert (one.answer, Entry.objects.count()) == ("", entries)
