"""What comes behind a row, whichever way a list runs."""

from datetime import timedelta

import pytest

from aftercare.returns.models import Return
from aftercare.rows.keyset import beyond
from tests.factories.people import MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


def test_rows_of_the_same_moment_are_told_apart_by_their_ids() -> None:
    place = scene()
    hours = (0, 1, 1, 1, 2)
    ids = [applied(place, order(place), 1, at=MONDAY + timedelta(hours=hour)).pk for hour in hours]
    spot = {"applied_at": MONDAY + timedelta(hours=1), "pk": ids[2]}
    above = Return.objects.filter(beyond(spot, upwards=True)).order_by("applied_at", "pk")
    below = Return.objects.filter(beyond(spot, upwards=False)).order_by("-applied_at", "-pk")
    assert list(above.values_list("pk", flat=True)) == ids[3:]
    assert list(below.values_list("pk", flat=True)) == ids[1::-1]


def test_it_reaches_along_relations() -> None:
    place = scene()
    first, second = (applied(place, order(place), 1, at=MONDAY + timedelta(hours=hour)) for hour in (0, 1))
    spot = {"case__opened_at": first.applied_at, "case__pk": first.case_id}
    assert list(Return.objects.filter(beyond(spot, upwards=True))) == [second]
