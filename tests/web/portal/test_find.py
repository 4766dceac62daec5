"""The way in without account: what is known of an order opens it for this session, and nothing is given away."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.returns.models import Return
from aftercare.web.limits import Limit
from aftercare.web.portal.wishes import SESSION_KEY
from tests.factories.buying import bought_lately
from tests.factories.shop import Scene, goods, scene

pytestmark = pytest.mark.django_db

PHONE_END = "0142"


def find(client: Client, number: str, digits: str = PHONE_END, **more: str) -> tuple[int, str]:
    """The status of the answer and where it leads."""
    answer = client.post("/my/find/", {"number": number, "digits": digits}, **more)  # type: ignore[arg-type]
    return answer.status_code, answer.get("Location", "")


def test_number_and_phone_open_the_order_and_the_return_goes_on_by_its_link(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    assert find(client, f" {bought.number} ") == (302, "/my/find/orders/")
    form_url = f"/my/find/{bought.pk}/return/"
    assert client.get("/my/find/orders/")["Location"] == form_url
    line = goods(bought)[0]
    assert "£699.00" in client.get(f"/my/find/{bought.pk}/amount/", {f"pieces-{line.pk}": "1"}).content.decode()
    answer = client.post(form_url, {"once": "K", "reason": place.reason.pk, f"pieces-{line.pk}": "1"})
    returning = Return.objects.get()
    assert answer["Location"] == f"/c/{returning.case.token}/"
    assert returning.case.channel == "link"
    assert "We are looking at your request" in client.get(answer["Location"]).content.decode()


def test_what_does_not_fit_gets_one_answer_whether_the_order_exists_or_not(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    pages = []
    for number, digits in ((bought.number, "9999"), ("00000000", PHONE_END), ("00000000", "9999")):
        answer = client.post("/my/find/", {"number": number, "digits": digits})
        assert answer.status_code == 422
        text = re.sub(r'(value|content|hx-headers|nonce)=(".*?"|\'.*?\')', "", answer.content.decode())
        pages.append(text)
    assert pages[0] == pages[1] == pages[2]
    assert "No order fits this number and these four digits." in pages[0]
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("digits", ["", "12", "12345", "abcd", "%%%%", "٠١٤٢"])
def test_four_digits_are_four_digits(client: Client, place: Scene, digits: str) -> None:
    bought = bought_lately(place)
    assert find(client, bought.number, digits)[0] == 422
    assert SESSION_KEY not in client.session


def test_another_session_has_found_nothing(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    find(client, bought.number)
    for page in ("return", "amount"):
        assert Client().get(f"/my/find/{bought.pk}/{page}/").status_code == 404
    assert Client().get("/my/find/orders/")["Location"] == "/my/find/"


def test_another_order_of_the_same_buyer_stays_shut(client: Client, place: Scene) -> None:
    bought, other = bought_lately(place), bought_lately(place)
    find(client, bought.number)
    assert client.get(f"/my/find/{other.pk}/return/").status_code == 404
    assert client.get("/my/").status_code == 302


def test_after_an_hour_the_order_must_be_found_again(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    find(client, bought.number)
    session = client.session
    session[SESSION_KEY] = {str(bought.pk): (timezone.now() - timedelta(seconds=1)).timestamp()}
    session.save()
    assert client.get(f"/my/find/{bought.pk}/return/").status_code == 404


def test_the_same_number_in_two_shops_offers_both(client: Client, place: Scene) -> None:
    other_place = scene("lumen")
    first = bought_lately(place, number="88120-4471")
    second = bought_lately(other_place, number="88120-4471")
    find(client, "88120-4471")
    text = client.get("/my/find/orders/").content.decode()
    for bought in (first, second):
        assert f"/my/find/{bought.pk}/return/" in text


def test_a_stranger_s_misses_shut_nobody_out_who_is_elsewhere(
    client: Client, place: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aftercare.web.portal.views.find.FROM_ONE_PLACE", Limit("roomy", 1000, timedelta(minutes=10)))
    bought = bought_lately(place)
    stranger = {"REMOTE_ADDR": "192.0.2.66"}
    tries = [find(Client(), bought.number, f"{n:04d}", **stranger)[0] for n in range(30)]
    assert tries == [422] * 20 + [429] * 10
    assert find(Client(), bought.number, **stranger) == (429, "")
    assert find(client, bought.number, REMOTE_ADDR="192.0.2.7") == (302, "/my/find/orders/")


def test_one_order_is_missed_a_hundred_times_a_day_from_wherever(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    tries = [find(Client(), bought.number, f"{n:04d}", REMOTE_ADDR=f"192.0.2.{n}")[0] for n in range(1, 102)]
    assert tries == [422] * 100 + [429]
    assert find(client, bought.number, REMOTE_ADDR="192.0.2.199") == (429, "")
    assert SESSION_KEY not in client.session


def test_who_knows_the_digits_finds_his_order_as_often_as_he_likes(
    client: Client, place: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aftercare.web.portal.views.find.FROM_ONE_PLACE", Limit("roomy", 1000, timedelta(minutes=10)))
    bought = bought_lately(place)
    assert [find(client, bought.number)[0] for _ in range(25)] == [302] * 25


def test_one_place_tries_twenty_numbers_in_ten_minutes(client: Client) -> None:
    assert [find(client, f"NO-{n}")[0] for n in range(21)] == [422] * 20 + [429]
    assert find(client, "NO-99", REMOTE_ADDR="192.0.2.7")[0] == 422


def test_a_line_that_has_more_addresses_than_anybody_can_count_is_one_place(client: Client) -> None:
    line = [find(client, f"NO-{n}", REMOTE_ADDR=f"2001:db8:7:1::{n:x}")[0] for n in range(1, 22)]
    assert line == [422] * 20 + [429]
    assert find(client, "NO-99", REMOTE_ADDR="2001:db8:7:2::1")[0] == 422, "the neighbour's line"
    mapped = [find(client, f"NO-{n}", REMOTE_ADDR=f"::ffff:192.0.2.{n}")[0] for n in range(1, 22)]
    assert mapped == [422] * 21, "an old address in new clothes is one of its own"
