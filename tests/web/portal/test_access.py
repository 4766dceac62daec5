"""Who may open which of the buyer's pages."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.org.roles import Role
from tests.factories.buying import account_of, bought_lately, sendable
from tests.factories.people import member
from tests.factories.shop import Scene

pytestmark = pytest.mark.django_db

OURS = [role for role in Role if role != Role.BUYER]
MY_PAGES = ("", "ship/", "correct/", "pickup/", "cancel/")


@pytest.mark.parametrize("role", OURS)
def test_colleagues_have_no_buyer_s_pages(client: Client, place: Scene, role: Role) -> None:
    bought = bought_lately(place)
    sent = sendable(place, bought, 1)
    client.force_login(member(role, merchants=(place.merchant,)))
    urls = ["/my/", f"/my/orders/{bought.pk}/return/", f"/my/orders/{bought.pk}/amount/"]
    urls += [f"/my/{sent.returning.number}/{page}" for page in MY_PAGES]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 403)


def test_visitors_are_asked_to_sign_in_except_on_links(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    sent = sendable(place, bought, 1)
    guarded = ["/my/", f"/my/orders/{bought.pk}/return/", *(f"/my/{sent.returning.number}/{page}" for page in MY_PAGES)]
    for url in guarded:
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))
    home = reverse("case-by-link", args=[sent.case.token])
    assert [client.get(f"{home}{page}").status_code for page in MY_PAGES] == [200] * len(MY_PAGES)
    assert client.get("/my/find/").status_code == 200


def test_the_buyer_has_all_of_them(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    sent = sendable(place, bought, 1)
    client.force_login(account_of(bought))
    urls = ["/my/", f"/my/orders/{bought.pk}/return/", *(f"/my/{sent.returning.number}/{page}" for page in MY_PAGES)]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    assert client.get(f"/my/orders/{bought.pk}/")["Location"] == f"/my/orders/{bought.pk}/return/"
