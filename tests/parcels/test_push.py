"""A carrier posts its scans to a real server: signed, in time, however often, in whatever order."""

import http.client
import json
import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from aftercare.kernel.signing import signed_headers
from aftercare.parcels.models import Parcel, Scan
from aftercare.parcels.terms import CarrierKind
from aftercare.returns.terms import State
from tests.factories.buying import bought_lately, sendable
from tests.factories.carriers import NUMBER, SECRET, carrier
from tests.factories.shop import scene

pytestmark = pytest.mark.django_db(transaction=True)


def told(status: str, event_id: str, *, number: str = NUMBER, ago: int = 60) -> dict[str, str]:
    at = timezone.now() - timedelta(minutes=ago)
    return {"id": event_id, "tracking_number": number, "status": status, "at": at.isoformat(), "place": "Hub"}


def post(
    server: LiveServer,
    body: Any,
    *,
    secret: str = SECRET,
    at: datetime | None = None,
    code: str = "dp",
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = signed_headers(secret, "msg-1", at or timezone.now(), raw) if headers is None else headers
    parts = urlsplit(server.url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        line.request("POST", f"/api/v1/carriers/{code}/scans", raw, signed)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        line.close()


@pytest.mark.shows("RET-12")
def test_a_signed_post_moves_the_return_and_a_repeated_one_changes_nothing(live_server: LiveServer) -> None:
    carrier(CarrierKind.HTTP)
    place = scene()
    returning = sendable(place, bought_lately(place), 1).returning
    Parcel.objects.create(
        case=returning.case, merchant=place.merchant, direction="back", carrier=None, carrier_name="Demo Post",
        tracking_number=NUMBER, told_at=returning.applied_at, told_by="system:0", news_at=returning.applied_at,
    )  # fmt: skip
    body = {"events": [told("in_transit", "E2", ago=30), told("picked_up", "E1"), {"id": "E3"}, 7]}
    status, answer = post(live_server, body)
    assert (status, answer["kept"], answer["repeated"], answer["unknown"]) == (200, 2, 0, 0)
    assert [one["place"] for one in answer["rejected"]] == [3, 4]
    assert post(live_server, body)[1]["repeated"] == 2
    returning.refresh_from_db()
    assert (returning.state, Scan.objects.count()) == (State.IN_TRANSIT, 2)
    assert Parcel.objects.get().status == "in_transit"


@pytest.mark.parametrize(
    ("secret", "minutes"),
    [("not-the-secret-of-both-sides", 0), (SECRET, -6), (SECRET, 6)],
    ids=["wrong", "old", "ahead"],
)
def test_a_post_that_nobody_signed_just_now_is_refused(live_server: LiveServer, secret: str, minutes: int) -> None:
    carrier(CarrierKind.HTTP)
    at = timezone.now() + timedelta(minutes=minutes)
    status, answer = post(live_server, {"events": [told("picked_up", "E1")]}, secret=secret, at=at)
    assert (status, answer["code"], Scan.objects.count()) == (401, "bad_signature", 0)


def test_a_post_whose_body_was_altered_or_that_has_no_signature_is_refused(live_server: LiveServer) -> None:
    carrier(CarrierKind.HTTP)
    headers = signed_headers(SECRET, "msg-1", timezone.now(), b'{"events": []}')
    assert post(live_server, {"events": [told("picked_up", "E1")]}, headers=headers)[0] == 401
    assert post(live_server, {"events": []}, headers={})[0] == 401
    assert post(live_server, {"events": []}, headers={**headers, "webhook-timestamp": "9" * 40})[0] == 401
    assert Scan.objects.count() == 0


def test_unknown_numbers_are_kept_and_unknown_carriers_are_nothing(live_server: LiveServer) -> None:
    carrier(CarrierKind.HTTP)
    carrier(CarrierKind.CSV, code="files", name="Files only")
    status, answer = post(live_server, {"events": [told("picked_up", "E1", number="XX12345")]})
    assert (status, answer["unknown"], Scan.objects.get().is_known) == (200, 1, False)
    assert post(live_server, {"events": []}, code="nobody")[0] == 404
    assert post(live_server, {"events": []}, code="files")[0] == 404


def test_what_is_no_push_is_told_in_a_sentence(live_server: LiveServer) -> None:
    carrier(CarrierKind.HTTP)
    for body in (b"{", b"[]", b'{"events": 3}', b"[" * 100_000, json.dumps({"events": [{}] * 1001}).encode()):
        status, answer = post(live_server, body)
        assert (status, answer["code"]) == (422, "not_understood")


def test_a_carrier_posts_no_more_often_than_allowed(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CARRIER_POSTS_PER_MINUTE", 1)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # one minute for both posts
    carrier(CarrierKind.HTTP)
    assert post(live_server, {"events": []})[0] == 200
    assert post(live_server, {"events": []})[0] == 429


def test_the_same_event_posted_by_many_at_once_is_kept_once(live_server: LiveServer) -> None:
    carrier(CarrierKind.HTTP)
    body = {"events": [told("picked_up", f"E{n}", number="XX12345") for n in range(20)]}
    answers: list[int] = []
    crowd = [threading.Thread(target=lambda: answers.append(post(live_server, body)[1]["kept"])) for _n in range(6)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (sum(answers), Scan.objects.count()) == (20, 20)
