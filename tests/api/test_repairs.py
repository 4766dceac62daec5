"""A machine asks for a repair: by the command of the buyer's page, as the same task, read back by who may."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from aftercare.duties.models import Task
from aftercare.journal.models import Answer as Kept
from aftercare.journal.models import Entry
from aftercare.kernel.errors import NotAllowed
from aftercare.orders.models import Order
from aftercare.org.queries.actors import actor_of_key
from aftercare.org.rights import Right as R
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.repairing import RepairWish, ask_repair
from aftercare.returns.models import RepairRequest, Return
from tests.api.client import Answer, Machine, machine, machine_as
from tests.factories.buying import account_of, bought_lately
from tests.factories.people import MONDAY, actor, member
from tests.factories.pictures import jpeg
from tests.factories.promises import of_template
from tests.factories.shop import HEADPHONES, Scene, goods, scene

pytestmark = pytest.mark.django_db


def place_with(months: int | None = 12, code: str = "kestrel") -> Scene:
    """A merchant with a guarantee of so many months, and a time for returns that is soon over."""
    place = scene(code, window_days=1)
    set_rules(place.merchant, {"repair_months": months}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    return place


def shop_key(place: Scene) -> Machine:
    """The key of a merchant's shop."""
    return machine(R.RETURNS_OPEN, R.RETURNS_SEE, merchant=place.merchant)


def wish(place: Scene, of: Order, **changes: object) -> dict[str, Any]:
    """One pair of headphones is silent on one side."""
    told = {"shop": place.shop.code, "order_number": of.number, "line": {"sku": "KA-K2-GR"}}
    return {**told, "remark": "The left side is silent.", **changes}


def photo(who: Machine) -> str:
    """The id of a photo that this key has handed in."""
    handed_in = who.upload("/files", {"photo": SimpleUploadedFile("left.jpg", jpeg(), "image/jpeg")})
    return str(handed_in.json()["id"])


def told(answer: Answer) -> tuple[int, str, str]:
    """How it was refused, and over which field."""
    assert answer.kind == "application/problem+json"
    assert answer.json()["detail"]
    return answer.status_code, answer.json()["code"], answer.json()["field"]


def read(answer: Answer) -> Any:
    """The body with times to the millisecond: what is read is told so, what is written down more finely."""
    return json.loads(re.sub(rb"(\.\d{3})\d+Z", rb"\1Z", answer.content))


def written() -> tuple[int, ...]:
    """What a repair writes."""
    return tuple(model.objects.count() for model in (RepairRequest, Task, Entry, Kept))


@pytest.mark.shows("SCP-05")
def test_a_shop_asks_for_the_repair_and_desk_buyer_and_shop_see_one_task() -> None:
    of_template("solve-12h")
    place = place_with()
    of, keys = bought_lately(place, signed_days_ago=20), shop_key(place)
    file = photo(keys)
    made = keys.post("/repairs", wish(place, of, quantity=2, photos=[file]))
    assert made.status_code == 201, made.content
    request, line = RepairRequest.objects.get(), goods(of)[0]
    task = request.task
    assert made.json() == {
        "task": {
            "id": task.pk, "number": task.number, "kind": "repair", "state": "open",
            "title": f"K2 headphones, graphite × 2, {of.number}",
            "agreed_at": None, "wished_at": None, "done_at": None, "word": "", "solution": "",
            "due_at": (request.asked_at + timedelta(hours=12)).isoformat().replace("+00:00", "Z"),
        },
        "shop": place.shop.code, "order_number": of.number, "position": 1, "sku": line.sku, "name": line.name,
        "quantity": 2, "remark": "The left side is silent.", "rule": "merchant_guarantee", "photos": [file],
        "asked_at": request.asked_at.isoformat().replace("+00:00", "Z"),
    }  # fmt: skip
    assert (task.customer_id, task.owner_id, Return.objects.count()) == (of.customer_id, None, 0)
    assert Entry.objects.get(kind="duties.task.open").actor == f"key:{keys.key.pk}"
    assert read(keys.get(f"/repairs/{task.pk}")) == read(made)
    assert read(machine_as(Role.MANAGER, merchant=place.merchant).get("/tasks"))["items"] == [read(made)["task"]]

    agent, browser = Client(), Client()
    agent.force_login(member(Role.AGENT))
    browser.force_login(account_of(of))
    assert "The left side is silent." in agent.get(f"/duties/{task.pk}/").content.decode()
    soon = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    agent.post(f"/duties/{task.pk}/agree/", {"agreed_at": soon.strftime("%Y-%m-%dT%H:%M")})
    assert task.number in browser.get(f"/my/orders/{of.pk}/repair/").content.decode()
    agreed = keys.get(f"/repairs/{task.pk}").json()["task"]["agreed_at"]
    assert agreed == Task.objects.get().agreed_at.isoformat().replace("+00:00", "Z")  # type: ignore[union-attr]
    assert Task.objects.get().agreed_at == soon


def test_a_merchants_key_asks_for_and_sees_its_own_orders_only() -> None:
    mine, theirs = place_with(), place_with(code="other")
    of, keys = bought_lately(mine), shop_key(mine)
    file = photo(keys)
    asked = keys.post("/repairs", wish(mine, of, photos=[file])).json()
    stranger = shop_key(theirs)
    before = written()
    assert told(stranger.post("/repairs", wish(mine, of, line={"position": 2}))) == (
        422, "unknown_order", "order_number",
    )  # fmt: skip
    assert told(stranger.get(f"/repairs/{asked['task']['id']}")) == (404, "not_found", "")
    assert stranger.get("/repairs?everything=true").json() == {"items": [], "next": None}
    assert written() == before
    assert keys.get(f"/files/{file}").content == machine(R.DUTIES_MANAGE).get(f"/files/{file}").content
    assert [stranger.get(f"/files/{file}{small}").status_code for small in ("", "/thumbnail")] == [404, 404]
    confined = actor_of_key(stranger.key)
    with pytest.raises(NotAllowed):
        ask_repair(of, RepairWish(goods(of)[1].pk, 1, "Torn."), by=confined, at=timezone.now())


def test_what_does_not_hold_is_refused_and_changes_nothing() -> None:
    place = place_with()
    of, keys = bought_lately(place), shop_key(place)
    used, foreign = photo(keys), photo(machine(R.RETURNS_OPEN))
    first = keys.post("/repairs", wish(place, of, photos=[used])).json()["task"]["number"]
    before, case = written(), {"sku": "KA-K2-TC"}
    for changes, refusal in (
        ({}, (409, "repair_asked", "")),
        ({"order_number": "nowhere"}, (422, "unknown_order", "order_number")),
        ({"line": {"sku": "nothing"}}, (422, "unknown_line", "line")),
        ({"line": {}}, (422, "not_understood", "line")),
        ({"line": case, "quantity": 3}, (422, "no_repair", "quantity")),
        ({"line": case, "quantity": 0}, (422, "not_understood", "quantity")),
        ({"line": case, "remark": " "}, (422, "not_understood", "remark")),
        ({"line": case, "photos": [used]}, (422, "unusable_photo", "photos[0]")),
        ({"line": case, "photos": [str(uuid4())]}, (422, "unusable_photo", "photos[0]")),
        ({"line": case, "photos": [foreign]}, (422, "unusable_photo", "photos[0]")),
        ({"line": case, "wanted_on": "2099-01-01"}, (422, "not_understood", "wanted_on")),
    ):
        assert told(keys.post("/repairs", wish(place, of, **changes))) == refusal, changes
    assert first in keys.post("/repairs", wish(place, of)).json()["detail"]
    wanted = {"shop": place.shop.code, "order_number": of.number, "reason": place.reason.code, "photos": [used],
              "lines": [{"position": 2, "quantity": 1}]}  # fmt: skip
    assert told(keys.post("/returns", wanted)) == (422, "unusable_photo", "photos[0]")
    assert written() == before
    assert Return.objects.count() == 0


def test_the_guarantee_decides_as_on_the_buyers_page() -> None:
    place = place_with(1)
    keys = shop_key(place)
    old, new = bought_lately(place, signed_days_ago=90), bought_lately(place, signed_days_ago=None)
    before = written()
    refused = keys.post("/repairs", wish(place, old))
    assert told(refused) == (422, "no_repair", "line")
    assert refused.json()["detail"] == "The guarantee of these goods is over."
    assert keys.post("/repairs", wish(place, old), Accept_Language="es").json()["detail"] != refused.json()["detail"]
    Order.objects.filter(pk=new.pk).update(shipped_at=None)
    assert told(keys.post("/repairs", wish(place, new))) == (422, "no_repair", "line")
    assert written() == before
    Order.objects.filter(pk=new.pk).update(shipped_at=new.shipped_at)
    assert keys.post("/repairs", wish(place, new)).json()["rule"] == "not_received_yet"
    set_rules(place.merchant, {"repair_months": None}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    assert keys.post("/repairs", wish(place, old)).json()["rule"] == "guarantee_not_set"


def test_the_same_key_asks_once_and_with_another_body_is_refused() -> None:
    place = place_with()
    of, keys = bought_lately(place), shop_key(place)
    assert keys.post("/repairs", wish(place, of, quantity=9), Idempotency_Key="one").status_code == 422
    assert written()[::3] == (0, 0), "a refusal keeps nothing"
    first = keys.post("/repairs", wish(place, of), Idempotency_Key="one")
    after = written()
    again = keys.post("/repairs", wish(place, of), Idempotency_Key="one")
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = keys.post("/repairs", wish(place, of, line={"position": 2}), Idempotency_Key="one")
    assert told(other) == (422, "idempotency_key_reused", "Idempotency-Key")
    assert written() == after
    assert (after[0], after[1], after[3]) == (1, 1, 1)


def test_a_key_needs_the_scope_to_ask_and_another_to_read() -> None:
    place = place_with()
    of = bought_lately(place)
    for scopes in ((R.RETURNS_SEE, R.ORDERS_SEE), (R.DUTIES_MANAGE, R.ORDERS_SEE), (R.ORDERS_PUSH,)):
        assert machine(*scopes).post("/repairs", wish(place, of)).status_code == 403
    assert RepairRequest.objects.count() == 0
    opener = machine(R.RETURNS_OPEN)
    made = opener.post("/repairs", wish(place, of))
    assert made.status_code == 201
    at = f"/repairs/{made.json()['task']['id']}"
    assert (opener.get(at).status_code, opener.get("/repairs").status_code) == (403, 403)
    assert read(machine(R.DUTIES_MANAGE).get(at)) == read(made)


def test_repairs_are_listed_by_pages_until_they_are_done_with() -> None:
    place = place_with()
    of, keys = bought_lately(place, lines=tuple(named(n) for n in range(3))), shop_key(place)
    other = bought_lately(place)
    numbers = [keys.post("/repairs", wish(place, of, line={"position": n + 1})).json()["task"] for n in range(3)]
    numbers.append(keys.post("/repairs", wish(place, other)).json()["task"])
    ids = [one["id"] for one in reversed(numbers)]
    page = keys.get("/repairs?limit=3").json()
    following = keys.get(page["next"].removeprefix("/api/v1")).json()
    assert [one["task"]["id"] for one in page["items"] + following["items"]] == ids
    assert following["next"] is None
    of_order = keys.get(f"/repairs?order_number={other.number}").json()["items"]
    assert [one["task"]["id"] for one in of_order] == ids[:1]
    done = machine(R.DUTIES_MANAGE).post(f"/tasks/{ids[0]}/finish", {"word": "New cable."})
    assert done.status_code == 200
    assert [one["task"]["id"] for one in keys.get("/repairs").json()["items"]] == ids[1:]
    everything = keys.get("/repairs?everything=true").json()["items"]
    assert (everything[0]["task"]["id"], everything[0]["task"]["word"]) == (ids[0], "New cable.")
    again = keys.post("/repairs", wish(place, other))
    assert again.status_code == 201, "what is done with may break again"


def named(n: int) -> Any:
    """Goods with a name of their own."""
    return type(HEADPHONES)(sku=f"KA-{n}", name=f"Headphones {n}", quantity=1, unit_price_minor=69900)
