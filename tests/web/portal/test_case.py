"""The case page by secret link and by number: what it shows, what may be done."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.returns.models import Return
from aftercare.returns.terms import Method, State
from tests.factories.buying import bought_lately, sendable
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.mark.shows("RET-48", "RET-59", "PAG-24")
def test_by_link_the_buyer_reads_where_to_send_and_tells_the_tracking_number(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 2)
    home = reverse("case-by-link", args=[sent.case.token])
    page = client.get(home)
    text = page.content.decode()
    assert "Your turn" in text
    assert "88 Example Road" in text
    assert "+44 20 7946 0018" in text
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    told = client.post(f"{home}ship/", {"carrier": "Demo Post", "tracking_number": "dp 123456789 gb"})
    assert (told.status_code, told["Location"]) == (302, home)
    fresh = Return.objects.get(pk=sent.returning.pk)
    assert (fresh.state, fresh.method, fresh.tracking_number) == (State.IN_TRANSIT, Method.OWN, "DP123456789GB")
    assert "Your parcel is on its way to us" in client.get(home).content.decode()
