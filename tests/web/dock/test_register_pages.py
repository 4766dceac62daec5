"""The register of goods that came in, longer than a page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.flow.return_goods import take_in_goods
from aftercare.returns.models import StockRecord
from tests.factories.buying import bought_lately, sendable
from tests.factories.people import DOCKER
from tests.factories.shop import scene
from tests.factories.stories import all_good
from tests.web.dock.test_register import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def many(whole_file: None) -> list[StockRecord]:
    """Sixty records, one per hour back from now."""
    place = scene()
    sent = sendable(place, bought_lately(place), 1)
    take_in_goods(sent.returning, all_good(sent.returning), by=DOCKER, at=timezone.now())
    first = StockRecord.objects.get()
    for hours in range(1, 60):
        more = sendable(place, bought_lately(place), 1)
        at = first.at - timedelta(hours=hours)
        take_in_goods(more.returning, all_good(more.returning), by=DOCKER, at=at)
    return list(StockRecord.objects.order_by("-at", "-pk"))


def test_pages_follow_each_other_without_gap_and_back(docker: Client, many: list[StockRecord]) -> None:
    first = docker.get("/dock/register/").content.decode()
    later = re.search(r'rel="next" href="(.*?)"', first)
    assert later
    numbers = [row[7] for row in rows(docker)] + [row[7] for row in rows(docker, later[1].replace("&amp;", "&"))]
    assert numbers == [record.case_number for record in many]
    second = docker.get(f"/dock/register/{later[1]}".replace("&amp;", "&")).content.decode()
    back = re.search(r'rel="prev" href="(.*?)"', second)
    assert back
    assert rows(docker, back[1].replace("&amp;", "&")) == rows(docker)


def test_days_and_numbers_narrow_it(docker: Client, many: list[StockRecord]) -> None:
    day = timezone.localdate(many[-1].at)
    expected = [record.case_number for record in many if timezone.localdate(record.at) == day]
    assert [row[7] for row in rows(docker, f"?since={day}&until={day}")] == expected
    assert [row[7] for row in rows(docker, f"?number={many[5].case_number.lower()}")] == [many[5].case_number]
    assert docker.get("/dock/register/?since=yesterday&number=%00").status_code == 200
