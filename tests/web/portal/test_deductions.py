"""The buyer is asked on his page to agree to a deduction."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.customers.commands import link_member
from aftercare.org.roles import Role
from aftercare.returns.models import Deduction
from tests.factories.people import member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.mark.shows("RET-42")
def test_operations_asks_and_the_buyer_agrees_on_his_page() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    desk, own = Client(), Client()
    desk.force_login(member(Role.OPERATIONS_REVIEWER))
    reader = member(Role.BUYER)
    link_member(returning.customer, reader.pk)
    own.force_login(reader)
    url = reverse("return-deduct", args=[returning.number])
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"amount": "700", "words": "The box is torn."}).status_code == 422
    assert desk.post(url, {"amount": "50", "words": "The box is torn."}).status_code == 302
    page, answer = reverse("my-case", args=[returning.number]), reverse("my-deduction", args=[returning.number])
    text = own.get(page).content.decode()
    assert "The box is torn." in text
    assert "£50.00" in text
    assert "I do not agree" in own.get(answer).content.decode()
    assert own.post(answer, {"answer": "agreed"}).status_code == 302
    assert Deduction.objects.get().answer == "agreed"
    assert own.get(answer).status_code == 404
    told = desk.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert "The buyer agreed to the deduction" in told
