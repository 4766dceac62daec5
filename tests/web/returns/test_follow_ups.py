"""The list of follow-ups pages by the day on which they are due."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from aftercare.cases.models import FollowUp
from aftercare.org.roles import Role
from tests.factories.people import MONDAY
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied
from tests.web.finance.stories import someone

pytestmark = pytest.mark.django_db
URL = reverse("return-follow-ups")


def planned(place: Scene, due_on: date) -> FollowUp:
    """Somebody shall ask a buyer from this day on."""
    case = applied(place, order(place), 1).case
    return FollowUp.objects.create(case=case, merchant=place.merchant, due_on=due_on)


def shown(after: str) -> list[int]:
    """The rows behind a mark."""
    page = someone(Role.AGENT).get(URL, {"after": after})
    assert page.status_code == 200
    return [one.pk for one in page.context["rows"]]


@pytest.mark.parametrize("mark", ["abc~5", "2026-02-30~5", "2026-03-02T09:00:00Z~5", "2026-03-02~x"])
def test_a_mark_that_nobody_can_read_gives_the_first_page(mark: str) -> None:
    one = planned(scene(), MONDAY.date())
    assert shown(mark) == [one.pk]


def test_the_next_page_begins_behind_the_last_row() -> None:
    place, day = scene(), MONDAY.date()
    first, second, third = planned(place, day), planned(place, day), planned(place, day + timedelta(days=1))
    assert shown(f"{day}~{first.pk}") == [second.pk, third.pk]
