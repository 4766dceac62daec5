"""Bad input is refused with a sentence, in one shape, and changes nothing."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from aftercare.api.v1 import reasons as reasons_module
from aftercare.cases.models import Case
from aftercare.journal.models import Entry
from aftercare.orders.models import Order
from aftercare.returns.models import Return
from tests.api.client import Answer, Crew, answer, order_body, return_body
from tests.factories.shop import Scene

pytestmark = pytest.mark.django_db
PROBLEM = {"type", "title", "status", "code", "detail", "field", "request_id", "errors"}


def refused(found: Answer, status: int, code: str, field: str = "") -> None:
    """The answer is a whole problem of this kind."""
    assert (found.status_code, found.kind) == (status, "application/problem+json"), found.content
    body = found.json()
    assert set(body) == PROBLEM
    assert (body["status"], body["code"], body["field"]) == (status, code, field)
    assert body["detail"].endswith((".", "”.")), body["detail"]
    assert body["request_id"] == found.headers["X-Request-Id"]


@pytest.fixture(autouse=True)
def nothing_changes(place: Scene, keys: Crew) -> Iterator[None]:
    """Whatever a test here sends, no row may appear."""
    keys.shop.post("/orders", order_body(place, "88-9"))
    before = (Order.objects.count(), Return.objects.count(), Case.objects.count(), Entry.objects.count())
    yield
    assert (Order.objects.count(), Return.objects.count(), Case.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "not_understood"),
        (b"{", 400, "bad_json"),
        (b"no json", 400, "bad_json"),
        (b'{"shop": "a", }', 400, "bad_json"),
        (b'{"shop": NaN}', 400, "bad_json"),
        (b'{"shop": "\xff\xfe"}', 400, "bad_encoding"),
        ("{}".encode("utf-16"), 400, "bad_encoding"),
        (b"[" * 100_000, 400, "bad_json"),
        (b'{"a":' * 100_000, 400, "bad_json"),
        (b'{"number": ' + b"9" * 5000 + b"}", 400, "bad_json"),
        (b"null", 422, "not_understood"),
        (b"[]", 422, "not_understood"),
        (b'"text"', 422, "not_understood"),
        (b"12", 422, "not_understood"),
    ],
)
def test_bodies_that_are_no_order(keys: Crew, content: bytes, status: int, code: str) -> None:
    refused(keys.shop.post_raw("/orders", content), status, code)
    refused(keys.shop.post_raw("/orders", content, Idempotency_Key="one"), status, code)


def test_a_missing_body_is_asked_for(keys: Crew) -> None:
    sentence = "Send a JSON object as the body, with its length in Content-Length."
    assert keys.shop.post_raw("/orders", b"").json()["detail"] == sentence


def test_malformed_json_is_shown_its_place(keys: Crew) -> None:
    found = keys.shop.post_raw("/orders", b'{"shop": "a",\n"number" 1}')
    assert found.json()["detail"] == "The body is no JSON: see line 2, column 10."


def test_a_huge_body_is_refused_before_it_is_read(keys: Crew, settings: Settings) -> None:
    refused(keys.shop.post_raw("/orders", b" " * (6 * 1024 * 1024)), 413, "too_large")
    settings.MAX_PHOTO_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused(keys.shop.post_raw("/orders", b" " * 70_000), 413, "too_large")


ORDER_FAULTS: list[tuple[dict[str, object], str]] = [
    ({"shop": ""}, "shop"),
    ({"shop": "no such"}, "shop"),
    ({"shop": 7}, "shop"),
    ({"number": " "}, "number"),
    ({"number": "x" * 61}, "number"),
    ({"number": "a\x00b"}, "number"),
    ({"number": "a\ud800b"}, "number"),
    ({"currency": "gbp"}, "currency"),
    ({"currency": "POUND"}, "currency"),
    ({"ordered_at": "yesterday"}, "ordered_at"),
    ({"ordered_at": "2026-02-24T09:00:00"}, "ordered_at"),
    ({"ordered_at": "0001-01-01T00:00:00+14:00"}, "ordered_at"),
    ({"ordered_at": "9999-12-31T23:59:59-14:00"}, "ordered_at"),
    ({"ordered_at": None}, "ordered_at"),
    ({"lines": []}, "lines"),
    ({"lines": "many"}, "lines"),
    ({"lines": [7]}, "lines[0]"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 0, "unit_price": "1"}]}, "lines[0].quantity"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": True, "unit_price": "1"}]}, "lines[0].quantity"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1.5, "unit_price": "1"}]}, "lines[0].quantity"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 10**30, "unit_price": "1"}]}, "lines[0].quantity"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1, "unit_price": 7.5}]}, "lines[0].unit_price"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1, "unit_price": "-1"}]}, "lines[0].unit_price"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1, "unit_price": "1e3"}]}, "lines[0].unit_price"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1, "unit_price": "٣"}]}, "lines[0].unit_price"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1, "unit_price": "1.005"}]}, "lines[0].unit_price"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 100_000, "unit_price": "999999999999"}]}, "lines[0].unit_price"),
    ({"lines": [{"sku": "A", "name": "A", "quantity": 1, "unit_price": "1", "discount": "2"}]}, "lines"),
    ({"discount": "9999999"}, "discount"),
    ({"freight": "-1"}, "freight"),
    ({"buyer": {"account": "a", "phone": {}}}, "buyer.phone"),
    ({"buyer": None}, "buyer"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("change", "field"), ORDER_FAULTS)
def test_orders_with_a_fault_name_the_field(place: Scene, keys: Crew, change: dict[str, object], field: str) -> None:
    found = keys.shop.post("/orders", {**order_body(place), **change})
    assert (found.status_code, found.json()["field"]) == (422, field), found.content
    refused(found, 422, found.json()["code"], field)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": ""}, "This must not be empty."),
        ({"number": "x" * 61}, "Write at most 60 characters."),
        ({"lines": []}, "This must not be empty."),
        ({"number": 7}, "Write text here."),
        ({"number": "a\x00b"}, "This text contains characters that cannot be kept."),
        ({"ordered_at": "2026-02-24"}, "Write a time with its zone, like 2026-03-02T09:00:00Z."),
        ({"colour": 1}, "There is no such field."),
        ({"currency": "gbp"}, "This is not written as expected (^[A-Z]{3}$)."),
    ],
)
def test_faults_are_said_in_words(place: Scene, keys: Crew, change: dict[str, object], sentence: str) -> None:
    found = keys.shop.post("/orders", {**order_body(place), **change})
    assert (found.status_code, found.json()["detail"]) == (422, sentence)


def test_all_faults_are_listed(place: Scene, keys: Crew) -> None:
    found = keys.shop.post("/orders", order_body(place, currency="x", freight="y"))
    assert [fault["field"] for fault in found.json()["errors"]] == ["currency", "freight"]


RETURN_FAULTS: list[tuple[dict[str, object], str, str]] = [
    ({"lines": [{"position": 1, "quantity": 4}]}, "too_many_pieces", "lines"),
    ({"lines": [{"position": 1, "quantity": 1}, {"sku": "KA-K2-GR", "quantity": 1}]}, "nothing_wanted", "lines"),
    ({"lines": [{"position": 0, "quantity": 1}]}, "unknown_line", "lines[0]"),
    ({"lines": [{"sku": "FREIGHT", "quantity": 1}]}, "unknown_line", "lines[0]"),
    ({"order_number": "nothing"}, "unknown_order", "order_number"),
    ({"reason": "because"}, "unknown_reason", "reason"),
    ({"reason": ""}, "not_understood", "reason"),
    ({"lines": []}, "not_understood", "lines"),
    ({"lines": [{"quantity": 1}]}, "not_understood", "lines[0]"),
    ({"lines": [{"position": 1, "sku": "KA-K2-GR", "quantity": 1}]}, "not_understood", "lines[0]"),
    ({"remark": "x" * 1001}, "not_understood", "remark"),
    ({"photos": ["none"]}, "not_understood", "photos[0]"),
]


@pytest.mark.parametrize(("change", "code", "field"), RETURN_FAULTS)
def test_returns_with_a_fault_name_the_field(
    place: Scene, keys: Crew, change: dict[str, object], code: str, field: str
) -> None:
    refused(keys.shop.post("/returns", {**return_body(place, "88-9"), **change}), 422, code, field)


def as_cursor(text: str) -> str:
    """A forged cursor."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("state=gone", "state"),
        ("shown=gone", "shown"),
        ("kind=gift", "kind"),
        ("order_number=%00", "order_number"),
        ("order_number=", "order_number"),
        ("merchant=a%20b", "merchant"),
        ("applied_from=today", "applied_from"),
        ("applied_to=2026-02-24T09:00:00", "applied_to"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%E4%B8%AD", "cursor"),
        ("cursor=MjAyNi0wMi0yNFQwOTowMDowMHw3", "cursor"),
        ("cursor=MjAyNi0wMi0yNFQwOTowMDowMCswMDowMHwtNw", "cursor"),
        ("cursor=" + "M" * 300, "cursor"),
        (f"cursor={as_cursor('0001-01-01T00:00:00+14:00|7')}", "cursor"),
        (f"cursor={as_cursor('2026-02-24T09:00:00+00:00|' + '9' * 30)}", "cursor"),
        (f"cursor={as_cursor('2026-02-24T09:00:00+00:00')}", "cursor"),
    ],
)
def test_lists_with_a_bad_filter_name_it(keys: Crew, query: str, field: str) -> None:
    found = keys.shop.get(f"/returns?{query}")
    assert (found.status_code, found.json()["field"]) == (422, field), found.content


@pytest.mark.parametrize(
    "path",
    [
        "/returns/RT-2603-000001",
        "/returns/RT-2603-000001/timeline",
        "/returns/RT-2603-000001/clocks",
        "/orders/kestrel-web/none",
        "/orders/kestrel-web/none/of/them",
        "/files/6f2e0f7e-0000-4000-8000-000000000000",
        "/nothing",
        "/returns/",
        "",
        "/",
        "/../admin",
    ],
)
def test_what_does_not_exist_is_not_found_in_json(keys: Crew, path: str) -> None:
    refused(keys.shop.get(path), 404, "not_found")


def test_a_zone_that_only_python_knows_is_understood(keys: Crew) -> None:
    far = "2026-03-02T09:00:00-20:15"
    assert keys.reviewer.get(f"/returns?applied_from={far}").json() == {"items": [], "next": None}
    forged = as_cursor(f"{far}|7")
    assert keys.reviewer.get(f"/returns?cursor={forged}").json() == {"items": [], "next": None}


@pytest.mark.parametrize("path", ["/returns/7", "/returns/RT-2603-000001%00", "/orders/kestrel-web/%00"])
def test_numbers_that_are_none_are_refused(keys: Crew, path: str) -> None:
    assert keys.shop.get(path).status_code == 422


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options", "trace"])
def test_methods_that_an_address_does_not_know(keys: Crew, method: str) -> None:
    headers = {"Authorization": f"Bearer {keys.shop.secret}"}
    found = answer(getattr(Client(), method)("/api/v1/returns", headers=headers))
    assert (found.status_code, found.kind) == (405, "application/problem+json")
    assert set(found.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_refusals_speak_the_readers_language_and_fall_back_to_english(keys: Crew) -> None:
    for language in ("es", "zh-Hans", "zh-TW", "xx", "*", "\xff"):
        found = keys.shop.get("/returns/RT-2603-000001", Accept_Language=language)
        assert (found.status_code, "RT-2603-000001" in found.json()["detail"]) == (404, True)


def test_a_foreign_host_is_refused_in_json(keys: Crew) -> None:
    found = answer(Client().get("/api/v1/returns", headers={"Host": "evil.example"}))
    refused(found, 400, "bad_request")


def test_our_own_mistake_is_a_problem_without_its_details(
    keys: Crew, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(reasons_module, "shown_reasons", fail)
    found = keys.shop.get("/reasons")
    refused(found, 500, "internal_error")
    assert b"secret detail" not in found.content
    assert "secret detail" in caplog.text


def test_a_broken_multipart_form_is_refused(keys: Crew) -> None:
    kind = "multipart/form-data; boundary=x"
    headers = {"Authorization": f"Bearer {keys.shop.secret}"}
    for content in (b"", b"--x", b"--x\r\nContent-Disposition: form-data; name=photo; filename=a\r\n\r\n"):
        found = answer(Client().post("/api/v1/files", content, content_type=kind, headers=headers))
        assert found.status_code in {400, 422}, found.content
    no_boundary = Client().post("/api/v1/files", b"x", content_type="multipart/form-data", headers=headers)
    assert no_boundary.status_code in {400, 422}


def test_the_idempotency_key_has_letters(place: Scene, keys: Crew) -> None:
    for key in ("", " ", "x" * 181, "é"):
        refused(
            keys.shop.post("/orders", order_body(place), Idempotency_Key=key),
            422,
            "bad_idempotency_key",
            "Idempotency-Key",
        )
