"""Past returns with today's promises."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.clocks.models import Clock
from aftercare.clocks.terms import Metric, Unit
from aftercare.org.roles import Role
from aftercare.reporting.queries.replay import replay
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import promise
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved, inspected

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=5)


def test_what_would_have_been_kept_is_told_though_no_clock_ran() -> None:
    place = scene()
    for n in range(2):
        approved(place, order(place, account=f"a{n}"))
    applied(place, order(place, account="waits"))
    promise(Metric.DECIDE, 90, name="an hour and a half")
    promise(Metric.DECIDE, 30, name="half an hour")
    promise(Metric.DECIDE, 30, name="refunds only", match={"kind": "refund_only"})
    found = replay(MANAGER, LATER)
    told = {name: (one.kept, one.missed, one.open) for name, one in found.policies.items()}
    assert told == {"an hour and a half": (2, 1, 0), "half an hour": (0, 3, 0), "refunds only": (0, 0, 0)}
    assert not Clock.objects.exists()
    (way,) = found.variants
    assert (way.states, way.count, way.usual) == (("submitted", "approved"), 2, timedelta(hours=1))


def test_it_agrees_with_the_clocks_that_really_ran() -> None:
    place = scene()
    promise(Metric.REFUND_DONE, 480)
    promise(Metric.HANDLE_GOODS, 100, Unit.MINUTES)
    inspected(place, order(place))
    found = replay(MANAGER, LATER)
    ran = {one.policy.name: one for one in Clock.objects.select_related("policy")}
    assert {name: one.missed for name, one in found.policies.items()} == {
        name: int((one.due_at or LATER) < LATER) for name, one in ran.items()
    }


def test_the_page_shows_it(client: Client) -> None:
    place = scene()
    promise(Metric.DECIDE, 30, name="half an hour")
    for n in range(2):
        approved(place, order(place, account=f"a{n}"))
    client.force_login(member(Role.MANAGER))
    page = client.get(reverse("times-replay") + "?last=50").content.decode()
    assert "half an hour" in page
    assert "Operations review → Approved" in page
