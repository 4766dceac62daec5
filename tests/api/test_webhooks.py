"""Webhooks over the API: set up by the other system itself, told once, told again, confined to a merchant."""

from typing import Any

import pytest
from django.conf import LazySettings

from aftercare.journal.models import Answer as Kept
from aftercare.journal.models import Entry
from aftercare.notifications.commands.outside import tell_outside
from aftercare.notifications.models import Delivery, Endpoint
from aftercare.org.rights import Right
from tests.api.client import Answer, machine
from tests.factories.people import MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import approved

pytestmark = pytest.mark.django_db


def told(answer: Answer, status: int = 200) -> Any:
    """The body of an answer with this status."""
    assert answer.status_code == status, answer.content
    return answer.json()


ERP = {"name": "ERP", "url": "https://erp.example/hook", "events": ["return.*"]}


def test_a_webhook_is_added_read_changed_and_removed() -> None:
    who = machine(Right.WEBHOOKS_MANAGE)
    made = told(who.post("/webhooks", ERP), 201)
    assert made["secret"].startswith("whsec_")
    listed = told(who.get("/webhooks"))["items"]
    assert [(one["name"], "secret" in one) for one in listed] == [("ERP", False)]
    assert told(who.get(f"/webhooks/{made['id']}"))["name"] == made["name"]
    changed = told(who.post(f"/webhooks/{made['id']}/change", {**ERP, "name": "SAP", "is_enabled": False}))
    assert (changed["name"], changed["is_enabled"], changed["secret"]) == ("SAP", False, None)
    moved = told(who.post(f"/webhooks/{made['id']}/change", {**ERP, "url": "https://new.example/"}))
    assert moved["secret"].startswith("whsec_")
    assert moved["secret"] != made["secret"]
    assert told(who.post(f"/webhooks/{made['id']}/secret"))["secret"] != made["secret"]
    told(who.post(f"/webhooks/{made['id']}/remove"))
    assert Endpoint.objects.count() == 0


def test_a_webhook_is_added_once_and_its_secret_is_kept_sealed_for_the_repetition() -> None:
    who = machine(Right.WEBHOOKS_MANAGE)
    first, again = (who.post("/webhooks", ERP, Idempotency_Key="erp") for _try in range(2))
    assert (told(first, 201), again.headers["Idempotent-Replayed"], Endpoint.objects.count()) == (
        told(again, 201),
        "true",
        1,
    )
    path = f"/webhooks/{told(first, 201)['id']}/secret"
    new, same = (told(who.post(path, Idempotency_Key="turn"))["secret"] for _try in range(2))
    assert (new == same, new != told(first, 201)["secret"]) == (True, True)
    assert "whsec_" not in "".join(str(body) for body in Kept.objects.values_list("body", flat=True))


def test_a_bad_address_is_refused_with_its_field() -> None:
    who = machine(Right.WEBHOOKS_MANAGE)
    refused = told(who.post("/webhooks", {**ERP, "url": "https://10.0.0.1/"}), 422)
    assert (refused["code"], refused["field"]) == ("bad_endpoint", "url")
    assert Endpoint.objects.count() == 0


def test_a_merchants_key_sees_its_own_webhooks_and_deliveries_alone(settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    kestrel, plum = scene("kestrel"), scene("plum")
    everything, mine = machine(Right.WEBHOOKS_MANAGE), machine(Right.WEBHOOKS_MANAGE, merchant=kestrel.merchant)
    told(everything.post("/webhooks", ERP), 201)
    told(mine.post("/webhooks", ERP), 403)
    made = told(mine.post("/webhooks", {**ERP, "merchant": "kestrel"}), 201)
    told(mine.post("/webhooks", {**ERP, "merchant": "plum"}), 404)
    approved(kestrel, order(kestrel))
    approved(plum, order(plum))
    tell_outside(list(Entry.objects.order_by("pk")), at=MONDAY)
    assert (Delivery.objects.count(), len(told(everything.get("/webhooks/deliveries"))["items"])) == (6, 6)
    page = told(mine.get("/webhooks/deliveries?limit=1"))
    assert page["items"][0]["endpoint"] == made["id"]
    rest = told(mine.get(page["next"].removeprefix("/api/v1")))
    assert ([one["event"] for one in rest["items"]], rest["next"]) == (["return.submitted"], None)


def test_a_delivery_that_failed_is_made_again() -> None:
    who = machine(Right.WEBHOOKS_MANAGE)
    made = told(who.post("/webhooks", ERP), 201)
    tried = told(who.post(f"/webhooks/{made['id']}/try"), 201)
    told(who.post(f"/webhooks/deliveries/{tried['id']}/replay"), 409)
    Delivery.objects.update(state="failed")
    assert told(who.post(f"/webhooks/deliveries/{tried['id']}/replay"))["state"] == "waiting"
    Delivery.objects.update(state="failed", made_at="2099-01-01T00:00:00Z")
    assert told(who.post(f"/webhooks/{made['id']}/replay")) == {"count": 1}
