"""A writing request that is sent again is answered again, not done again."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from aftercare.files.models import StoredFile
from aftercare.journal.models import Answer as Kept
from aftercare.orders.models import Order, OrderLine
from aftercare.returns.models import Return
from tests.api.client import Answer, Crew, machine, order_body, return_body
from tests.factories.shop import Scene


def at_once(count: int, send: Callable[[int], Answer]) -> list[Answer]:
    """Send from so many threads at the same time."""

    def sent(n: int) -> Answer:
        try:
            return send(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(sent, range(count)))


def png(colour: str = "red") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.django_db
def test_the_same_key_and_body_give_the_same_answer(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    first = keys.shop.post("/returns", return_body(place), Idempotency_Key="wish-1")
    again = keys.shop.post("/returns", return_body(place), Idempotency_Key="wish-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Return.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place), Idempotency_Key="one")
    other_body = keys.shop.post("/orders", order_body(place, "88-2"), Idempotency_Key="one")
    other_path = keys.shop.post("/returns", return_body(place), Idempotency_Key="one")
    for found in (other_body, other_path):
        assert (found.status_code, found.json()["code"]) == (422, "idempotency_key_reused")
        assert found.json()["field"] == "Idempotency-Key"
    assert (Order.objects.count(), Return.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_the_same_key_of_another_machine_is_another_key(place: Scene, keys: Crew) -> None:
    other = machine(*keys.shop.rights())
    assert keys.shop.post("/orders", order_body(place, "88-1"), Idempotency_Key="one").status_code == 201
    assert other.post("/orders", order_body(place, "88-2"), Idempotency_Key="one").status_code == 201


@pytest.mark.django_db
def test_a_refusal_keeps_nothing_so_the_request_may_be_corrected(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    too_many = return_body(place, lines=[{"position": 1, "quantity": 9}])
    assert keys.shop.post("/returns", too_many, Idempotency_Key="wish-1").status_code == 422
    assert Kept.objects.count() == 0
    assert keys.shop.post("/returns", return_body(place), Idempotency_Key="wish-1").status_code == 201


@pytest.mark.django_db
def test_a_repeated_move_is_answered_as_at_first_although_it_is_no_longer_possible(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    number = keys.shop.post("/returns", return_body(place)).json()["number"]
    body = {"address": place.address.pk}
    first = keys.reviewer.post(f"/returns/{number}/approve", body, Idempotency_Key="yes")
    again = keys.reviewer.post(f"/returns/{number}/approve", body, Idempotency_Key="yes")
    without = keys.reviewer.post(f"/returns/{number}/approve", body)
    assert (first.status_code, again.content) == (200, first.content)
    assert (without.status_code, without.json()["code"]) == (409, "illegal_move")


@pytest.mark.django_db
def test_a_repeated_upload_is_known_by_the_pictures_content(keys: Crew) -> None:
    def send(content: bytes) -> Answer:
        photo = SimpleUploadedFile("p.png", content, "image/png")
        return keys.shop.upload("/files", {"photo": photo}, Idempotency_Key="photo-1")

    first, again, other = send(png()), send(png()), send(png("blue"))
    assert (first.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_one_key_make_one_return(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    found = at_once(10, lambda _n: keys.shop.post("/returns", return_body(place), Idempotency_Key="wish-1"))
    assert {answer.status_code for answer in found} == {201}
    assert len({answer.content for answer in found}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in found) == 9
    assert Return.objects.count() == 1
    assert OrderLine.objects.get(position=1).goods_asked == 2


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_without_a_key_never_ask_for_more_than_was_bought(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    found = at_once(10, lambda _n: keys.shop.post("/returns", return_body(place, despite="Another pair")))
    assert sorted(answer.status_code for answer in found) == [201] + [422] * 9
    assert OrderLine.objects.get(position=1).goods_asked == 2


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_about_the_same_open_one_case(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    body = return_body(place, lines=[{"position": 1, "quantity": 1}])
    found = at_once(10, lambda _n: keys.shop.post("/returns", body))
    assert sorted(answer.status_code for answer in found) == [201] + [409] * 9
    assert {answer.json().get("code") for answer in found} == {None, "looks_like_another"}
    assert OrderLine.objects.get(position=1).goods_asked == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_order_pushed_ten_times_at_once_stands_once(place: Scene, keys: Crew) -> None:
    found = at_once(10, lambda _n: keys.shop.post("/orders", order_body(place)))
    assert sorted(answer.status_code for answer in found) == [200] * 9 + [201]
    assert sorted(answer.json()["outcome"] for answer in found) == ["new"] + ["unchanged"] * 9
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_overlapping_batches_at_once_take_every_order_once(place: Scene, keys: Crew) -> None:
    def send(n: int) -> Answer:
        orders = [order_body(place, f"88-{number}") for number in range(n, n + 5)]
        return keys.shop.post("/orders/batch", {"orders": orders})

    found = at_once(6, send)
    assert {answer.status_code for answer in found} <= {200, 409, 503}
    outcomes = [
        result["outcome"] for answer in found if answer.status_code == 200 for result in answer.json()["results"]
    ]
    assert set(outcomes) == {"new", "unchanged"}
    assert outcomes.count("new") == Order.objects.count() == OrderLine.objects.filter(position=1).count()
