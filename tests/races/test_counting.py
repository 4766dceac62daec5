"""However many count at once, a merchant's day is the sum of its refunds."""

import pytest

from aftercare.cases.commands.interventions import step_in
from aftercare.cases.models import Case
from aftercare.cases.terms import Ruling
from aftercare.reporting.commands.scoring import count_cases, recount
from aftercare.reporting.models import MerchantDay
from aftercare.reporting.queries.daily_sums import differing_rows
from tests.factories.people import MANAGER, MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_counters_of_one_day_lose_nothing() -> None:
    place = scene()
    cases = [applied(place, order(place)).case_id for _ in range(12)]

    def count(number: int) -> None:
        step_in(Case.objects.get(pk=cases[number]), Ruling.BUYER, "So it is.", by=MANAGER, at=MONDAY)
        recount() if number == 0 else count_cases([cases[number]])

    assert at_once(12, count) == {"done": 12}
    row = MerchantDay.objects.get()
    assert (row.asked, row.disputed, differing_rows()) == (12, 12, 0)
