"""A task names its customer by whatever one has of him."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.customers.models import Customer
from aftercare.duties.models import Task
from aftercare.org.roles import Role
from aftercare.reporting.commands.indexing import rebuild
from aftercare.reporting.terms import DocKind
from tests.factories.people import member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers() -> list[Customer]:
    """Two of one name."""
    place = scene()
    found = [applied(place, order(place, account=name)).customer for name in ("anna-1", "anna-2")]
    Customer.objects.filter(pk__in=[one.pk for one in found]).update(name="Plant North")
    rebuild(DocKind.CUSTOMER)
    return found


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(member(Role.AGENT))
    return client


def opened(client: Client, customer: str) -> tuple[int, str]:
    answers = {"kind": "guidance", "title": "Show it", "customer": customer}
    answer = client.post(reverse("duty-task-new"), answers)
    return answer.status_code, answer.content.decode()


def test_one_who_fits_is_taken_several_are_offered_and_nobody_is_refused(
    agent: Client, customers: list[Customer]
) -> None:
    first, second = customers
    status, page = opened(agent, "Plant North")
    assert (status, f"Plant North (#{first.pk})" in page, f"Plant North (#{second.pk})" in page) == (422, True, True)
    assert (opened(agent, "Atlantis")[0], Task.objects.count()) == (422, 0)
    assert opened(agent, f"Plant North (#{second.pk})")[0] == 302
    assert opened(agent, "anna-1")[0] == 302
    assert opened(agent, str(first.pk))[0] == 302
    assert list(Task.objects.order_by("pk").values_list("customer", flat=True)) == [second.pk, first.pk, first.pk]


def test_fitting_ones_are_offered_while_one_types(agent: Client, customers: list[Customer]) -> None:
    page = agent.get(reverse("duty-customers"), {"customer": "plant"}).content.decode()
    assert sorted(f"Plant North (#{one.pk})" in page for one in customers) == [True, True]
    assert "option" not in agent.get(reverse("duty-customers"), {"customer": "p"}).content.decode()


def test_who_sees_no_orders_finds_no_customers(client: Client, customers: list[Customer]) -> None:
    client.force_login(member(Role.CASHIER))
    page = client.get(reverse("duty-customers"), {"customer": "plant"}).content.decode()
    assert "option" not in page
    assert opened(client, f"#{customers[0].pk}")[0] == 422


def test_a_customers_page_brings_him_along(agent: Client, customers: list[Customer]) -> None:
    page = agent.get(reverse("duty-task-new") + f"?customer={customers[0].pk}").content.decode()
    assert f'value="Plant North (#{customers[0].pk})"' in page
