"""A mail opens one case, and a case is rated once, whoever presses at the same moment."""

import pytest

from aftercare.cases.models import Case, Note
from aftercare.cases.terms import Room
from aftercare.customers.models import Customer
from aftercare.jobs.mailbox import DOOR
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.commands.intake import open_by_hand, open_by_itself
from aftercare.notifications.models import InboundMail
from aftercare.orders.terms import NewLine
from aftercare.quality.commands.rating import rate
from aftercare.quality.models import Rating
from aftercare.returns.models import Return
from tests.factories.people import AGENT, MONDAY, buyer
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_workers_and_colleagues_open_the_case_of_a_mail_once() -> None:
    place = scene()
    bought = order(place, lines=(NewLine("S", "Socks", 1, 999),), number="SO-8001")
    Customer.objects.filter(pk=bought.customer_id).update(email="lin@post.example")
    raw = b"From: lin@post.example\r\nSubject: SO-8001\r\nMessage-ID: <1@x>\r\n\r\nBack please"
    mail = take_mail(raw, at=MONDAY)

    def press(number: int) -> None:
        if number % 2:
            open_by_hand(InboundMail.objects.get(pk=mail.pk), bought, DOOR, by=AGENT, at=MONDAY)
        else:
            open_by_itself(mail.pk, DOOR, at=MONDAY)

    outcomes = at_once(8, press)
    assert set(outcomes) <= {"done", "handled_already"}
    assert outcomes["handled_already"] in (3, 4), "one press of theirs at most"
    assert (Return.objects.count(), Note.objects.count()) == (1, 1)
    assert InboundMail.objects.get().case == Return.objects.get().case


def test_a_case_is_rated_once() -> None:
    place = scene()
    case = Case.objects.get(pk=applied(place, order(place)).case_id)
    Case.objects.filter(pk=case.pk).update(state=Room.CLOSED, state_since=MONDAY)
    mine = buyer(case.customer_id)
    outcomes = at_once(8, lambda number: rate(case, 1 + number % 5, "", language="en", by=mine, at=MONDAY))
    assert outcomes == {"done": 1, "not_to_be_rated": 7}
    assert Rating.objects.count() == 1
