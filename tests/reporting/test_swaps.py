"""How fast exchanges go: 100 minutes from the old goods, and the days from the first word to the new ones."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import ScanStatus
from aftercare.reporting.commands.scoring import follow_entries, recount
from aftercare.reporting.models import RefundFact, SwapFact
from aftercare.reporting.queries.turnaround import turned_in, whole_in
from aftercare.reporting.terms.scores import Span
from aftercare.returns.models import Return
from tests.factories.exchanges import agreed, articles, counted, received, sent
from tests.factories.people import MANAGER, MONDAY, actor, member
from tests.factories.shop import Scene, order, scene

pytestmark = pytest.mark.django_db
HERE = MONDAY + timedelta(days=2)
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def place() -> Scene:
    found = scene()
    articles(found)
    return found


def swapped(place: Scene, *, minutes: int, days: int) -> Return:
    """Old goods came on Wednesday; the new ones left so many minutes later and were there so many days after Monday."""
    returning = counted(agreed(place, order(place), 1), at=HERE)
    received(sent(returning, at=HERE + timedelta(minutes=minutes)), at=MONDAY + timedelta(days=days))
    return returning


@pytest.mark.shows("RET-27", "RET-09")
def test_each_exchange_is_measured_from_the_old_goods_and_from_the_first_word(place: Scene) -> None:
    for minutes, days in ((100, 3), (101, 16), (20, 4)):
        swapped(place, minutes=minutes, days=days)
    follow_entries(Entry.objects.order_by("pk"))
    told = list(SwapFact.objects.order_by("case").values_list("turned_seconds", "whole_seconds"))
    day = 86_400
    assert told == [(6000, 3 * day), (6060, 16 * day), (1200, 4 * day)]
    assert not RefundFact.objects.exists(), "the KPIs are about money; an exchange is none of theirs"
    (turned,) = turned_in(MANAGER, MARCH)
    assert (turned.merchant, turned.month, turned.count, turned.in_time) == (place.merchant.pk, date(2026, 3, 1), 3, 2)
    assert (turned.median, turned.slow) == (timedelta(seconds=6000), timedelta(seconds=6048))
    (whole,) = whole_in(MANAGER, MARCH)
    assert (whole.count, whole.quick, whole.usual, whole.long) == (3, 0, 2, 1)
    assert (whole.median, [day for day, n in enumerate(whole.by_day) if n]) == (timedelta(days=4), [3, 4, 16])
    before = list(SwapFact.objects.order_by("case").values())
    SwapFact.objects.update(whole_seconds=1)
    SwapFact.objects.create(case=10**9, merchant=1, asked_at=MONDAY)
    recount()
    assert list(SwapFact.objects.order_by("case").values()) == before


def test_goods_that_left_in_advance_took_no_time_and_the_carriers_word_counts_before_the_timers(place: Scene) -> None:
    ahead = agreed(place, order(place), 1, advance=True)
    sent(ahead, at=MONDAY + timedelta(hours=3))
    counted(ahead, at=HERE)
    gone = counted(agreed(place, order(place), 1), at=HERE)
    received(sent(gone, at=HERE + timedelta(hours=2)), at=HERE + timedelta(days=14))
    Parcel.objects.filter(case=gone.case_id, direction="out").update(
        status=ScanStatus.DELIVERED, status_at=HERE + timedelta(days=1), held_at=HERE
    )
    recount()
    facts = {one.case: one for one in SwapFact.objects.all()}
    assert (facts[ahead.case_id].turned_seconds, facts[ahead.case_id].whole_seconds) == (0, None)
    assert facts[gone.case_id].whole_seconds == 3 * 86_400


@pytest.mark.shows("RET-27", "RET-09")
def test_the_page_and_the_file_tell_it_by_merchant_and_month(place: Scene, client: Client) -> None:
    swapped(place, minutes=100, days=3)
    swapped(place, minutes=160, days=16)
    recount()
    client.force_login(member(Role.MANAGER))
    asked = "?first=2026-03-01&last=2026-03-31"
    page = client.get(reverse("times-exchanges") + asked).content.decode()
    cells = page.split("turned-h")[3].split("</tr>")[1]
    assert [part.split("<")[0] for part in cells.split('num">')[1:]][:2] == ["2", "1"]
    assert ">50.0 %<" in cells
    answer = client.get(reverse("times-exchanges-file") + asked)
    heads, row = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert heads.startswith("Merchant,Month,Exchanges,")
    assert row == "Kestrel,2026-03,2,9.5,14.7,0,1,1" + "".join(f",{int(day in (3, 16))}" for day in range(21))
    other = scene("northlight").merchant
    assert (
        "Kestrel"
        not in client.get(f"{reverse('times-exchanges')}{asked}&merchant={other.pk}")
        .content.decode()
        .split("</form>")[-1]
    )
    assert turned_in(actor(Role.MERCHANT, merchants=frozenset({other.pk})), MARCH) == []
