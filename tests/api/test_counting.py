"""Uses of a key are counted here and told to the database in portions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aftercare.api.counting import Uses
from aftercare.org.models import KeyUse
from tests.api.client import Crew

pytestmark = pytest.mark.django_db


def test_the_first_use_of_a_minute_is_told_at_once_and_then_every_so_many(keys: Crew) -> None:
    uses, key, at = Uses(), keys.shop.key, timezone.now()
    with CaptureQueriesContext(connection) as found:
        assert [uses.count(key, every=3, at=at) for _ in range(7)] == [1, 2, 3, 4, 5, 6, 7]
    assert sum("org_keyuse" in q["sql"] for q in found.captured_queries) == 3
    assert KeyUse.objects.get(key=key).uses == 7
    assert uses.count(key, every=3, at=at + timedelta(minutes=1)) == 1


def test_two_processes_add_up_and_miss_less_than_two_portions_of_each_other(keys: Crew) -> None:
    here, there, key, at = Uses(), Uses(), keys.shop.key, timezone.now()
    for _ in range(10):
        last = [uses.count(key, every=4, at=at) for uses in (here, there)]
    assert all(20 - 2 * 4 < seen <= 20 for seen in last)


def test_told_one_by_one_processes_miss_nothing(keys: Crew) -> None:
    here, there, key, at = Uses(), Uses(), keys.shop.key, timezone.now()
    assert [uses.count(key, every=1, at=at) for uses in (here, there, here)] == [1, 2, 3]
