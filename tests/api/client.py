"""A machine that talks to the API with a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client

from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.keys import create_key
from aftercare.org.models import ApiKey, Merchant
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS, Role
from tests.api.seen import note
from tests.factories.people import MONDAY
from tests.factories.shop import Scene

R = Right


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status_code: int
    content: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)

    @property
    def kind(self) -> str:
        """The content type without its parameters."""
        return self.headers["Content-Type"].partition(";")[0]


def answer(response: Any) -> Answer:
    """Django's test response in our words; which success it was is kept for the whole run."""
    note(response.request["REQUEST_METHOD"], response.request["PATH_INFO"], response.status_code)
    return Answer(response.status_code, response.content, response.headers)


@dataclass(frozen=True)
class Machine:
    """One key's door to the API."""

    key: ApiKey
    secret: str

    def rights(self) -> list[Right]:
        """What the key may do."""
        return [Right(scope) for scope in self.key.scopes]

    def get(self, path: str, **headers: str) -> Answer:
        """GET below /api/v1."""
        return answer(Client().get(f"/api/v1{path}", headers=self._headers(headers)))

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """POST JSON below /api/v1."""
        content = json.dumps({} if body is None else body)
        return self.post_raw(path, content, **headers)

    def post_raw(self, path: str, content: str | bytes, **headers: str) -> Answer:
        """POST these very bytes as JSON."""
        told = self._headers(headers)
        return answer(Client().post(f"/api/v1{path}", content, content_type="application/json", headers=told))

    def upload(self, path: str, parts: dict[str, Any], **headers: str) -> Answer:
        """POST a multipart form."""
        return answer(Client().post(f"/api/v1{path}", parts, headers=self._headers(headers)))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.secret}", **named}


def machine(*scopes: Right, merchant: Merchant | None = None, name: str = "machine") -> Machine:
    """A machine whose key has these scopes."""
    key, secret = create_key(name, scopes=scopes, merchant=merchant, by=SYSTEM, at=MONDAY)
    return Machine(key, secret)


def machine_as(role: Role, *, merchant: Merchant | None = None) -> Machine:
    """A machine with the scopes that people of a role have."""
    return machine(*[Right(right) for right in ROLE_RIGHTS[role]], merchant=merchant, name=role.value)


@dataclass(frozen=True)
class Crew:
    """One key for each part of a return, as the policy of different people wants it."""

    shop: Machine
    reviewer: Machine
    warehouse: Machine
    finance: Machine
    cashier: Machine


def crew() -> Crew:
    """Keys for a whole journey."""
    return Crew(
        shop=machine(
            R.ORDERS_PUSH, R.ORDERS_SEE, R.RETURNS_SEE, R.RETURNS_OPEN, R.RETURNS_SHIP, R.RETURNS_CANCEL, R.REASONS_SEE
        ),
        reviewer=machine(R.RETURNS_SEE, R.RETURNS_REVIEW, R.RETURNS_OPEN, R.RETURNS_WINDOW_OVERRIDE),
        warehouse=machine(R.GOODS_SEE, R.GOODS_RECEIVE),
        finance=machine(R.REFUNDS_SEE, R.REFUNDS_APPROVE),
        cashier=machine(R.REFUNDS_SEE, R.PAYOUTS_RECORD),
    )


def order_body(place: Scene, number: str = "88-1", **changes: object) -> dict[str, Any]:
    """An order as a shop tells it: three headphones and two cases, shipped, not yet signed for."""
    body: dict[str, Any] = {
        "shop": place.shop.code,
        "number": number,
        "currency": "GBP",
        "ordered_at": "2026-02-24T09:00:00Z",
        "paid_at": "2026-02-24T09:01:00Z",
        "shipped_at": "2026-02-25T09:00:00+08:00",
        "buyer": {"account": "lin.demo", "name": "Lin Demo", "phone": "+447700900142"},
        "recipient": "Lin Demo",
        "phone": "+447700900142",
        "address": "7 Osmanthus Lane, Demo City",
        "freight": "12.00",
        "lines": [
            {"sku": "KA-K2-GR", "name": "K2 headphones, graphite", "quantity": 3, "unit_price": "699.00"},
            {"sku": "KA-K2-TC", "name": "Travel case K2", "quantity": 2, "unit_price": "129.00"},
        ],
    }
    return {**body, **changes}


def return_body(place: Scene, number: str = "88-1", **changes: object) -> dict[str, Any]:
    """Two headphones and one case shall come back."""
    body: dict[str, Any] = {
        "shop": place.shop.code,
        "order_number": number,
        "reason": place.reason.code,
        "remark": "Does not fit",
        "lines": [{"position": 1, "quantity": 2}, {"sku": "KA-K2-TC", "quantity": 1}],
    }
    return {**body, **changes}


COUNTED = {
    "lines": [
        {"position": 1, "counted": 2, "accepted": 2, "damaged": 0, "grade": "as_new"},
        {"sku": "KA-K2-TC", "counted": 1, "accepted": 1, "damaged": 1, "grade": "damaged"},
    ]
}
PARCEL = {"carrier": "Demo Post", "tracking_number": "DP123456789GB"}
PAYOUT = {"method": "bank", "reference": "BACS 7741"}
