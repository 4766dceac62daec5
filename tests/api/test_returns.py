"""Asking for returns, listing them, looking closely."""

from datetime import timedelta

import pytest

from aftercare.journal.queries.history import history_of_case
from aftercare.org.rights import Right as R
from aftercare.returns.models import Return
from tests.api.client import Crew, Machine, machine, order_body, return_body
from tests.factories.people import MONDAY
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db
SIGNED_LONG_AGO = "2026-02-26T09:00:00Z"


def opened(place: Scene, keys: Crew, number: str, **changes: object) -> str:
    """A return of a fresh order."""
    keys.shop.post("/orders", order_body(place, number))
    found = keys.shop.post("/returns", return_body(place, number, **changes))
    assert found.status_code == 201, found.content
    return str(found.json()["number"])


@pytest.mark.shows("RET-31", "RET-37", "RET-57")
def test_the_amount_is_worked_out_from_what_was_really_paid(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place, discount="100.00"))
    found = keys.shop.post("/returns", return_body(place)).json()
    # 2355.00 less 100.00: the headphones' share is 2007.96 for three, the cases' 247.04 for two.
    assert [(line["sku"], line["quantity"], line["unit_price"], line["asked"]) for line in found["lines"]] == [
        ("KA-K2-GR", 2, "699.00", "1338.64"),
        ("KA-K2-TC", 1, "129.00", "123.52"),
    ]
    assert (found["asked"], found["amount"], found["freight"]) == ("1462.16", "1462.16", "0.00")
    assert (found["reason"], found["remark"], found["state"], found["turn"]) == (
        "changed-my-mind",
        "Does not fit",
        "submitted",
        "operations",
    )


@pytest.mark.shows("RET-39")
def test_after_the_window_nothing_is_opened(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place, signed_at=SIGNED_LONG_AGO))
    found = keys.shop.post("/returns", return_body(place))
    assert (found.status_code, found.json()["code"], found.json()["field"]) == (422, "window_over", "order")
    assert "ended on 5 Mar 2026." in found.json()["detail"]
    assert Return.objects.count() == 0


def test_a_late_return_needs_a_reason_and_the_scope(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place, signed_at=SIGNED_LONG_AGO))
    late = return_body(place, window_override="Parcel was lost for three weeks")
    opener = machine(R.RETURNS_OPEN, R.ORDERS_SEE)
    assert opener.post("/returns", late).json()["code"] == "not_allowed"
    assert Return.objects.count() == 0
    allowed = machine(R.RETURNS_OPEN, R.RETURNS_WINDOW_OVERRIDE).post("/returns", late)
    assert (allowed.status_code, allowed.json()["window_rule"]) == (201, "overridden")
    assert allowed.json()["window_override"] == "Parcel was lost for three weeks"


def test_what_was_not_shipped_cannot_come_back(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place, shipped_at=None))
    found = keys.shop.post("/returns", return_body(place))
    assert (found.status_code, found.json()["code"]) == (422, "not_shipped")
    assert Return.objects.count() == 0


def test_a_sku_on_two_lines_must_be_named_by_position(place: Scene, keys: Crew) -> None:
    twin = {"sku": "A", "name": "A", "quantity": 1, "unit_price": "10.00"}
    keys.shop.post("/orders", order_body(place, lines=[twin, {**twin, "unit_price": "8.00"}]))
    by_sku = keys.shop.post("/returns", return_body(place, lines=[{"sku": "A", "quantity": 1}]))
    assert (by_sku.status_code, by_sku.json()["field"]) == (422, "lines[0]")
    by_place = keys.shop.post("/returns", return_body(place, lines=[{"position": 2, "quantity": 1}]))
    assert (by_place.status_code, by_place.json()["asked"]) == (201, "8.00")


@pytest.mark.parametrize("name", ["林小雨", "José Ñandú", "O'Brien <b>", "🙂", "‮abc"])
def test_names_of_the_world_pass_through(place: Scene, keys: Crew, name: str) -> None:
    keys.shop.post("/orders", order_body(place, recipient=name, buyer={"account": name, "name": name}))
    found = machine(R.RETURNS_OPEN, R.CONTACTS_REVEAL).post("/returns", return_body(place, remark=name)).json()
    assert (found["contact"]["name"], found["buyer"], found["remark"]) == (name, name, name)


def listed(machine: Machine, query: str = "") -> list[str]:
    """The order numbers that a list shows."""
    found = machine.get(f"/returns?{query}")
    assert found.status_code == 200, found.content
    return [item["order_number"] for item in found.json()["items"]]


@pytest.mark.shows("PAG-01", "PAG-07")
def test_lists_can_be_filtered(place: Scene, keys: Crew) -> None:
    other = scene("otter")
    first = opened(place, keys, "88-1")
    opened(place, keys, "88-2")
    opened(other, keys, "88-3")
    keys.reviewer.post(f"/returns/{first}/reject", {"reason": "Not ours"})
    Return.objects.filter(order_number="88-2").update(applied_at=MONDAY)

    watch = keys.reviewer
    assert listed(watch) == ["88-3", "88-1", "88-2"]
    assert listed(watch, "state=rejected") == ["88-1"]
    assert listed(watch, "shown=pending_review") == ["88-3", "88-2"]
    assert listed(watch, "kind=return_refund&merchant=otter") == ["88-3"]
    assert listed(watch, "kind=exchange") == []
    assert listed(watch, "order_number=88-2") == ["88-2"]
    assert listed(watch, "applied_to=2026-03-02T09:00:00Z") == ["88-2"]
    assert listed(watch, "applied_from=2026-03-02T09:00:01Z") == ["88-3", "88-1"]
    assert listed(watch, "applied_from=2026-03-02T10:00:00%2B01:00&applied_to=2026-03-02T09:00:00Z") == ["88-2"]
    assert listed(watch, "shown=rejected&merchant=otter") == []


def test_pages_stay_whole_while_returns_come_in(place: Scene, keys: Crew) -> None:
    for n in range(7):
        opened(place, keys, f"88-{n}")
    # Several were applied for in the same moment: the id decides.
    Return.objects.filter(order_number__in=["88-2", "88-3", "88-4"]).update(applied_at=MONDAY)
    Return.objects.filter(order_number__in=["88-0", "88-1"]).update(applied_at=MONDAY - timedelta(days=1))
    seen: list[str] = []
    path: str | None = "/returns?limit=2&kind=return_refund"
    pages = 0
    while path:
        page = keys.reviewer.get(path).json()
        seen += [item["order_number"] for item in page["items"]]
        path = page["next"] and page["next"].removeprefix("/api/v1")
        assert path is None or "kind=return_refund" in path
        pages += 1
        opened(place, keys, f"99-{pages}")
    assert seen == ["88-6", "88-5", "88-4", "88-3", "88-2", "88-1", "88-0"]
    assert pages == 4


def test_the_last_page_says_so_when_it_is_full(place: Scene, keys: Crew) -> None:
    for n in range(2):
        opened(place, keys, f"88-{n}")
    assert keys.reviewer.get("/returns?limit=2").json()["next"] is None
    assert keys.reviewer.get("/returns?limit=1").json()["next"] is not None


@pytest.mark.shows("PAG-10", "PAG-11", "PAG-12", "PAG-13", "PAG-14", "PAG-16")
def test_a_return_is_shown_with_everything_around_it(place: Scene, keys: Crew) -> None:
    number = opened(place, keys, "88-1")
    keys.reviewer.post(f"/returns/{number}/approve", {"address": place.address.pk})
    found = keys.reviewer.get(f"/returns/{number}").json()
    assert {name: found[name] for name in ("number", "shop", "merchant", "order_number", "kind", "state", "shown")} == {
        "number": number,
        "shop": "kestrel-web",
        "merchant": "kestrel",
        "order_number": "88-1",
        "kind": "return_refund",
        "state": "approved",
        "shown": "approved",
    }
    assert (found["reviewed_by"], found["buyer"], found["turn"]) == ("machine", "lin.demo", "buyer")
    assert found["send_to"]["phone"] == "+44 20 7946 0018"
    assert found["refund"] is None


def test_contacts_are_masked_for_all_but_the_keys_own_returns_with_the_scope(place: Scene, keys: Crew) -> None:
    number = opened(place, keys, "88-1")
    masked = {"name": "L•••", "phone": "••• •••• 0142", "address": "7•••", "is_masked": True}
    stranger = machine(R.RETURNS_SEE, R.CONTACTS_REVEAL)
    assert keys.shop.get(f"/returns/{number}").json()["contact"] == masked
    assert stranger.get(f"/returns/{number}").json()["contact"] == masked
    keys.shop.post("/orders", order_body(place, "88-2"))
    own = machine(R.RETURNS_OPEN, R.RETURNS_SEE, R.CONTACTS_REVEAL)
    full = own.post("/returns", return_body(place, "88-2")).json()
    assert full["contact"] == {
        "name": "Lin Demo",
        "phone": "+447700900142",
        "address": "7 Osmanthus Lane, Demo City",
        "is_masked": False,
    }
    assert own.get(f"/returns/{full['number']}").json()["contact"] == full["contact"]
    assert own.get(f"/returns/{number}").json()["contact"] == masked


def test_seeing_a_contact_in_full_needs_the_scope_and_is_recorded(place: Scene, keys: Crew) -> None:
    number = opened(place, keys, "88-1")
    case = Return.objects.get(number=number).case_id
    assert keys.reviewer.post(f"/returns/{number}/reveal", {"part": "phone"}).status_code == 403
    assert not history_of_case(case).filter(kind="cases.contact.reveal").exists()
    stranger = machine(R.RETURNS_SEE, R.CONTACTS_REVEAL, name="call centre")
    assert stranger.post(f"/returns/{number}/reveal", {"part": "everything"}).status_code == 422
    found = stranger.post(f"/returns/{number}/reveal", {"part": "phone"})
    assert (found.status_code, found.json()) == (200, {"part": "phone", "value": "+447700900142"})
    entry = history_of_case(case).get(kind="cases.contact.reveal")
    assert (entry.actor, entry.actor_name, entry.after) == (
        f"key:{stranger.key.pk}",
        "call centre",
        {"part": "phone"},
    )


@pytest.mark.shows("RET-64")
def test_the_timeline_tells_what_when_and_by_whom_but_no_personal_data(place: Scene, keys: Crew) -> None:
    number = opened(place, keys, "88-1")
    keys.reviewer.post(f"/returns/{number}/reject", {"reason": "Worn for a month"})
    found = keys.reviewer.get(f"/returns/{number}/timeline")
    assert [(i["kind"], i["note"], i["state_before"], i["state_after"]) for i in found.json()["items"]] == [
        ("cases.case.open", "", "", "returns"),
        ("returns.return.submit", "", "", "submitted"),
        ("returns.return.reject", "Worn for a month", "submitted", "rejected"),
        ("cases.case.ended_early", "", "returns", "closed"),
    ]
    assert b"Osmanthus" not in found.content
    assert b"7700900142" not in found.content


def test_reasons_on_offer_come_in_the_readers_language(place: Scene, keys: Crew) -> None:
    place.reason.is_shown = True
    found = keys.shop.get("/reasons", Accept_Language="zh-CN,zh;q=0.9")
    assert found.json()["items"] == [
        {
            "code": "changed-my-mind",
            "kind": "return_refund",
            "label": "不想要了",
            "labels": {"en": "Changed my mind", "zh-hans": "不想要了"},
        }
    ]
    assert keys.shop.get("/reasons", Accept_Language="es").json()["items"][0]["label"] == "Changed my mind"
    assert keys.shop.get("/reasons?kind=exchange").json() == {"items": []}
