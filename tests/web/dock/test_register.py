"""The register of goods that came in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.flow.return_goods import take_in_goods
from aftercare.org.roles import Role
from aftercare.returns.models import StockRecord
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.people import DOCKER
from tests.factories.shop import Scene, scene
from tests.factories.stories import all_good
from tests.web.dock.conftest import As, counted

pytestmark = pytest.mark.django_db


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The cells of the register's rows."""
    text = client.get(f"/dock/register/{query}").content.decode()
    body = text.split("<tbody>")[1].split("</tbody>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    return [
        [re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in found
    ]


@pytest.mark.shows("RET-61")
def test_it_tells_type_goods_quantity_time_operator_and_number(docker: Client, three: Sendable) -> None:
    docker.post(f"/dock/{three.returning.number}/", counted(three, 3, 3, 1, "damaged"))
    found = rows(docker)
    rest = ["Return stock-in", "K2 headphones, graphite", "KA-K2-GR"]
    tail = ["Dock", three.returning.number, "Kestrel"]
    assert [row[1:] for row in found] == [[*rest, "1", "Scrap", *tail], [*rest, "2", "Stock", *tail]]


@pytest.fixture
def many(place: Scene) -> list[StockRecord]:
    """Sixty records, one per hour back from now."""
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


def test_a_merchant_sees_his_own_goods_only(as_role: As, docker: Client, three: Sendable) -> None:
    docker.post(f"/dock/{three.returning.number}/", counted(three, 3, 3))
    other = scene("lumen")
    stranger = as_role(Role.MERCHANT, merchants=(other.merchant,))
    assert three.returning.number not in stranger.get("/dock/register/").content.decode()
