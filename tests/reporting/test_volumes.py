"""How much leaves and how much of it comes up again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.cases.terms import Kind
from aftercare.orders.models import Order
from aftercare.org.roles import Role
from aftercare.reporting.queries.volumes import volumes_in
from aftercare.reporting.rules.volumes import days_passed, load_of, plan_from, projected
from aftercare.reporting.terms.scores import Span
from aftercare.reporting.terms.volumes import Load, Plan, Volume
from aftercare.returns.models import Return
from tests.factories.people import MANAGER, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied

ZONE = "Asia/Shanghai"
WINTER = Span(date(2014, 11, 1), date(2014, 12, 31))


@pytest.mark.shows("RET-05", "RET-06", "RET-07")
def test_the_shop_of_the_sources_is_sized_for() -> None:
    load = load_of(Plan(500, 2, 1))
    assert load == Load(parcels=15_000, returns=300, others=150, returns_a_day=10, cases_a_day=15)
    assert load.cases == 450


def test_a_month_that_runs_is_told_as_a_whole_one() -> None:
    assert [days_passed(date(2026, month, 1), date(2026, 3, 10)) for month in (2, 3, 4)] == [28, 10, 0]
    half = Volume(date(2026, 3, 1), 10, 5000, 100, 50, 7)
    assert projected(half) == Volume(date(2026, 3, 1), 31, 15_500, 310, 155, 22)
    assert plan_from(half) == Plan(500.0, 2.0, 1.0)
    assert plan_from(Volume(date(2026, 3, 1), 10, 0, 0, 0, 0)) is None


@pytest.mark.django_db
@pytest.mark.shows("RET-05", "RET-06", "RET-07")
def test_months_tell_parcels_returns_and_other_matters_by_the_companys_days(client: Client) -> None:
    place, other = scene(), scene("northlight")
    december = datetime(2014, 12, 10, 3, tzinfo=UTC)
    bought = [order(place) for _n in range(5)]
    Order.objects.update(shipped_at=december)
    # In Shanghai it is the first of December already.
    Order.objects.filter(pk=bought[0].pk).update(shipped_at=datetime(2014, 11, 30, 17, tzinfo=UTC))
    Order.objects.filter(pk=bought[1].pk).update(shipped_at=datetime(2014, 11, 30, 15, tzinfo=UTC))
    made = [applied(place, one, 1) for one in bought[:4]]
    order(other)
    Return.objects.update(applied_at=december)
    Return.objects.filter(pk=made[1].pk).update(is_resent=True)
    Return.objects.filter(pk=made[2].pk).update(kind=Kind.COMPENSATION)
    Return.objects.filter(pk=made[3].pk).update(applied_at=december + timedelta(days=30))
    found = volumes_in(MANAGER, WINTER, date(2015, 1, 5), zone=ZONE, merchant=place.merchant.pk)
    assert found == [Volume(date(2014, 12, 1), 31, 4, 1, 2, 0), Volume(date(2014, 11, 1), 30, 1, 0, 0, 0)]
    assert (found[0].cases, found[0].of_hundred(found[0].returns)) == (3, 25.0)
    client.force_login(member(Role.MANAGER))
    asked = f"?first=2014-11-01&last=2014-12-31&merchant={place.merchant.pk}"
    page = client.get(reverse("times-volumes") + asked).content.decode()
    assert ">2014-12</th>" in page
    sized = client.get(f"{reverse('times-volumes')}?parcels=500&returns=2&others=1").content.decode()
    assert "In 30 days 15,000 parcels leave; 300 come back or are exchanged, 10 a day" in " ".join(sized.split())
    assert "450 cases, 15 a day." in sized
    told = client.get(reverse("times-volumes-file") + asked).content.decode("utf-8-sig").splitlines()
    assert told[1].startswith("2014-12,31,")
