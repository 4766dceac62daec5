"""Every page of agents, managers and administrators, and of those who are not signed in, is for all eyes."""

import pytest
from django.conf import LazySettings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from aftercare.cli.charting import take_out_charts
from aftercare.org.roles import Role
from tests.browser.conftest import Open
from tests.browser.every_page import eyes_open, look, walk
from tests.browser.house import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]
HERE = [Role.ADMINISTRATOR, Role.MANAGER]
"""Whose pages are looked at in this file; the other roles' stand in a file that another worker takes."""


def test_every_page_is_for_all_eyes(
    settings: LazySettings, open_page: Open, live_server: LiveServer, complaints: list[str]
) -> None:
    settings.NOTHING_LEAVES = True
    take_out_charts()
    house, hurts = House(), []
    for role in HERE:
        hurts += walk(house, role, open_page, live_server.url)
    page = eyes_open(open_page)
    for address in ["/nowhere/", reverse("find-order"), "/accounts/login/", *house.by_link()]:
        page.goto(address)
        complaints[:] = [told for told in complaints if "404" not in told]
        hurts += look(page, address)
    assert hurts == [], "\n".join(hurts)
