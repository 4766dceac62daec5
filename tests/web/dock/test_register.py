"""The register of goods that came in."""

import re

import pytest
from django.test import Client

from aftercare.org.roles import Role
from tests.factories.buying import Sendable
from tests.factories.shop import scene
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


def test_a_merchant_sees_his_own_goods_only(as_role: As, docker: Client, three: Sendable) -> None:
    docker.post(f"/dock/{three.returning.number}/", counted(three, 3, 3))
    other = scene("lumen")
    stranger = as_role(Role.MERCHANT, merchants=(other.merchant,))
    assert three.returning.number not in stranger.get("/dock/register/").content.decode()
