"""Who may ask: keys, scopes, merchants, and how often."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.keys import note_use, revoke_key
from aftercare.org.models import KeyUse
from aftercare.org.rights import Right as R
from aftercare.returns.models import Return
from tests.api.client import Crew, answer, machine, order_body, return_body
from tests.factories.people import MONDAY
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer ac_00000000_0000000000000000000000000000000000000000",
        "Bearer something else",
        "Basic YWM6YWM=",
        "Bearer ac_é_ü",
        "Bearer " + "x" * 5000,
    ],
)
def test_without_a_valid_key_nobody_gets_in(header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    found = answer(Client().get("/api/v1/returns", headers=headers))
    assert (found.status_code, found.kind, found.json()["code"]) == (401, "application/problem+json", "no_key")
    assert found.headers["WWW-Authenticate"] == "Bearer"


def test_signing_in_is_no_key(place: Scene, client: Client) -> None:
    assert client.get("/api/v1/returns").status_code == 401


def test_a_new_key_may_do_nothing(place: Scene) -> None:
    bare = machine()
    found = bare.post("/orders", order_body(place))
    assert (found.status_code, found.json()["code"]) == (403, "not_allowed")
    assert "orders.push" in found.json()["detail"]
    assert bare.get("/returns").status_code == 403


def test_a_revoked_key_stays_outside(place: Scene, keys: Crew) -> None:
    assert keys.shop.get("/returns").status_code == 200
    revoke_key(keys.shop.key, by=SYSTEM, at=MONDAY)
    assert keys.shop.get("/returns").status_code == 401


def test_the_secret_of_another_key_with_the_right_beginning_is_refused(keys: Crew) -> None:
    prefix = keys.shop.secret.split("_")[1]
    forged = {"Authorization": f"Bearer ac_{prefix}_{'0' * 40}"}
    assert Client().get("/api/v1/returns", headers=forged).status_code == 401


def test_when_a_key_was_used_is_noted_once_a_minute(keys: Crew) -> None:
    key, at = keys.shop.key, timezone.now().replace(second=10)
    assert [note_use(key, at=at), note_use(key, at=at + timedelta(seconds=20))] == [1, 2]
    key.refresh_from_db()
    assert key.used_at == at
    assert note_use(key, at=at + timedelta(minutes=1)) == 1
    key.refresh_from_db()
    assert key.used_at == at + timedelta(minutes=1)
    # A process whose clock is behind counts on in the newer minute.
    assert note_use(key, at=at) == 2
    assert KeyUse.objects.get(key=key).uses == 2


def test_a_key_that_asks_too_often_is_told_when_to_come_back(place: Scene, keys: Crew, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    at = timezone.now()
    spent = [note_use(keys.shop.key, at=at), note_use(keys.shop.key, at=at + timedelta(minutes=1))]
    assert spent == [1, 1]
    note_use(keys.shop.key, at=at + timedelta(minutes=1))
    found = keys.shop.post("/orders", order_body(place))
    assert (found.status_code, found.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(found.headers["Retry-After"]) <= 60
    assert keys.reviewer.get("/returns").status_code == 200


def test_no_limit_when_it_is_switched_off(keys: Crew, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    assert [keys.shop.get("/returns").status_code for _ in range(3)] == [200, 200, 200]


def test_a_merchants_key_sees_and_touches_only_its_own(place: Scene, keys: Crew) -> None:
    other = scene("otter")
    keys.shop.post("/orders", order_body(place))
    opened = keys.shop.post("/returns", return_body(place)).json()["number"]
    theirs = machine(
        R.ORDERS_PUSH, R.ORDERS_SEE, R.RETURNS_SEE, R.RETURNS_OPEN, R.RETURNS_REVIEW, merchant=other.merchant
    )

    assert theirs.get("/returns").json()["items"] == []
    assert theirs.get(f"/returns/{opened}").status_code == 404
    assert theirs.get(f"/returns/{opened}/timeline").status_code == 404
    assert theirs.get(f"/orders/{place.shop.code}/88-1").status_code == 404
    pushed = theirs.post("/orders", order_body(place, "88-2"))
    assert (pushed.status_code, pushed.json()["code"], pushed.json()["field"]) == (422, "unknown_shop", "shop")
    assert theirs.post("/returns", return_body(place)).json()["code"] == "unknown_order"
    assert theirs.post(f"/returns/{opened}/reject", {"reason": "Not ours"}).status_code == 404
    approving = keys.reviewer.post(f"/returns/{opened}/approve", {"address": other.address.pk})
    assert (approving.status_code, approving.json()["field"]) == (422, "address")
    assert Return.objects.get(number=opened).state == "submitted"
    assert [a["merchant"] for a in theirs.get("/return-addresses").json()["items"]] == ["otter"]
    assert theirs.post("/orders", order_body(other, "88-2")).status_code == 201


def test_the_warehouse_sees_what_is_at_the_dock_only(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    opened = keys.shop.post("/returns", return_body(place)).json()["number"]
    assert keys.warehouse.get(f"/returns/{opened}").status_code == 404
    keys.reviewer.post(f"/returns/{opened}/approve", {"address": place.address.pk})
    assert keys.warehouse.get(f"/returns/{opened}").json()["actions"] == ["receive"]


def test_one_key_cannot_play_two_parts_of_one_return(place: Scene) -> None:
    everything = machine(*R)
    everything.post("/orders", order_body(place))
    opened = everything.post("/returns", return_body(place)).json()["number"]
    found = everything.post(f"/returns/{opened}/approve", {"address": place.address.pk})
    assert (found.status_code, found.json()["code"]) == (403, "same_person")
    assert Return.objects.get(number=opened).state == "submitted"
