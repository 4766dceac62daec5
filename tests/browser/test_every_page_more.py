"""Every page of all other roles is for all eyes."""

import pytest
from django.conf import LazySettings
from pytest_django.live_server_helper import LiveServer

from aftercare.cli.charting import take_out_charts
from aftercare.org.roles import Role
from tests.browser.conftest import Open
from tests.browser.every_page import walk
from tests.browser.house import House
from tests.browser.test_every_page import HERE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]


def test_every_other_page_is_for_all_eyes(settings: LazySettings, open_page: Open, live_server: LiveServer) -> None:
    settings.NOTHING_LEAVES = True
    take_out_charts()
    house, hurts = House(), []
    for role in Role:
        hurts += walk(house, role, open_page, live_server.url) if role not in HERE else []
    assert hurts == [], "\n".join(hurts)
