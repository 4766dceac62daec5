"""Every operation × every role: what a key with that role's scopes is answered. Default deny."""

import re

import pytest
from django.test import Client

from aftercare.api.auth import Key
from aftercare.api.v1.build import api
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS, Role
from tests.api.client import Machine, answer, machine, machine_as

pytestmark = pytest.mark.django_db

AGENT = Role.AGENT
OPERATIONS = Role.OPERATIONS_REVIEWER
FINANCE = Role.FINANCE_REVIEWER
CASHIER = Role.CASHIER
DOCK = Role.DOCK
MANAGER = Role.MANAGER
AUDITOR = Role.AUDITOR
ADMINISTRATOR = Role.ADMINISTRATOR
MERCHANT = Role.MERCHANT
LOGISTICS = Role.LOGISTICS
POINT = Role.POINT
SEE_RETURNS = {AGENT, OPERATIONS, FINANCE, CASHIER, DOCK, MANAGER, AUDITOR, MERCHANT, LOGISTICS}
SEE_REPAIRS = {AGENT, OPERATIONS, FINANCE, MANAGER, AUDITOR, ADMINISTRATOR, MERCHANT}
REVIEW = {OPERATIONS, MANAGER, MERCHANT}
LET_IN: dict[str, set[Role]] = {
    "POST /orders": set(),
    "POST /orders/batch": set(),
    "GET /orders/{shop}/{number}": {AGENT, OPERATIONS, FINANCE, MANAGER, AUDITOR, MERCHANT},
    "POST /returns": {AGENT, OPERATIONS, MANAGER},
    "POST /returns/batch": {AGENT, OPERATIONS, MANAGER},
    "POST /returns/cost": {AGENT, OPERATIONS, MANAGER},
    "GET /returns": SEE_RETURNS,
    "GET /returns/{number}": SEE_RETURNS,
    "GET /returns/{number}/timeline": SEE_RETURNS,
    "GET /returns/{number}/clocks": SEE_RETURNS,
    "POST /returns/{number}/reveal": {AGENT, OPERATIONS, MANAGER, MERCHANT},
    "POST /returns/{number}/approve": REVIEW,
    "POST /returns/{number}/approve-again": REVIEW,
    "POST /returns/{number}/reject": REVIEW,
    "POST /returns/{number}/lose": REVIEW,
    "POST /returns/{number}/cancel": {AGENT, MANAGER},
    "POST /returns/{number}/book-pickup": {AGENT},
    "POST /returns/{number}/change-pickup": {AGENT},
    "POST /returns/{number}/call-off-pickup": {AGENT},
    "POST /returns/{number}/miss-pickup": {AGENT},
    "POST /returns/{number}/resend": REVIEW,
    "GET /returns/{number}/deductions": {AGENT, OPERATIONS, FINANCE, MANAGER, AUDITOR, MERCHANT},
    "POST /returns/{number}/deductions": REVIEW,
    "POST /returns/{number}/ship": {AGENT},
    "POST /returns/{number}/correct-tracking": {AGENT},
    "POST /returns/{number}/receive": {DOCK, LOGISTICS},
    "POST /returns/{number}/inspect": {DOCK, LOGISTICS},
    "POST /returns/{number}/refuse": {DOCK, LOGISTICS},
    "POST /returns/{number}/approve-refund": {FINANCE},
    "POST /returns/{number}/send-back": {FINANCE},
    "POST /returns/{number}/pay": {CASHIER},
    "POST /returns/{number}/release": {AGENT, OPERATIONS, MANAGER, MERCHANT},
    "POST /returns/{number}/pick": {DOCK},
    "POST /returns/{number}/put-back": {DOCK},
    "POST /returns/{number}/send-out": {DOCK},
    "POST /returns/{number}/confirm": {AGENT},
    "POST /returns/{number}/refund-instead": REVIEW,
    "POST /returns/{number}/pay-charge": {CASHIER},
    "POST /articles": set(),
    "GET /articles/{merchant}": set(),
    "POST /returns/{number}/intervention": {MANAGER, ADMINISTRATOR},
    "GET /return-policies/{merchant}": {ADMINISTRATOR},
    "GET /overpaid": {FINANCE, CASHIER, MANAGER, AUDITOR, MERCHANT},
    "POST /compensations": {AGENT, OPERATIONS, MANAGER},
    "GET /decisions": {MANAGER},
    "POST /decisions/{id}": {MANAGER},
    "POST /merchants/{merchant}/customers/{account}/marks": {AGENT, OPERATIONS, MANAGER},
    "POST /returns/{number}/notes": {AGENT, OPERATIONS, FINANCE, MANAGER, MERCHANT},
    "GET /warehouse/awaited": {DOCK, MANAGER, AUDITOR, MERCHANT, LOGISTICS},
    "GET /warehouse/movements": {DOCK, MANAGER, AUDITOR, MERCHANT, LOGISTICS},
    "POST /warehouse/receipts": {DOCK, LOGISTICS},
    "GET /service-points": {AGENT, OPERATIONS, FINANCE, MANAGER, MERCHANT, POINT},
    "POST /returns/{number}/label": {AGENT},
    "POST /returns/{number}/fetch-point": {AGENT, OPERATIONS, FINANCE, MANAGER, MERCHANT},
    "POST /service-points/hand-ins": {MANAGER, POINT},
    "POST /service-points/hand-ins/{receipt}/give-back": {MANAGER, POINT},
    "POST /service-points/hand-ins/{receipt}/send-on": {MANAGER, POINT},
    "POST /service-points/arrivals": {MANAGER, POINT},
    "POST /service-points/hand-overs": {MANAGER, POINT},
    "GET /payout-orders": {FINANCE, CASHIER, MANAGER, AUDITOR, MERCHANT},
    "POST /calls": {MANAGER, ADMINISTRATOR},
    "POST /calls/{pk}/answer": {MANAGER, ADMINISTRATOR},
    "POST /calls/{pk}/send": {MANAGER, ADMINISTRATOR},
    "POST /calls/{pk}/arrive": {MANAGER, ADMINISTRATOR},
    "POST /calls/{pk}/report": {MANAGER, ADMINISTRATOR},
    "GET /complaints": {MANAGER, ADMINISTRATOR},
    "POST /complaints": {MANAGER, ADMINISTRATOR},
    "GET /complaints/{pk}": {MANAGER, ADMINISTRATOR},
    "POST /complaints/{pk}/answer": {MANAGER, ADMINISTRATOR},
    "POST /complaints/{pk}/hold": {MANAGER, ADMINISTRATOR},
    "POST /complaints/{pk}/resume": {MANAGER, ADMINISTRATOR},
    "POST /complaints/{pk}/settle": {MANAGER, ADMINISTRATOR},
    "POST /complaints/{pk}/drop": {MANAGER, ADMINISTRATOR},
    "GET /webhooks": {ADMINISTRATOR},
    "POST /webhooks": {ADMINISTRATOR},
    "GET /webhooks/deliveries": {ADMINISTRATOR},
    "POST /webhooks/deliveries/{delivery_id}/replay": {ADMINISTRATOR},
    "GET /webhooks/{endpoint_id}": {ADMINISTRATOR},
    "POST /webhooks/{endpoint_id}/change": {ADMINISTRATOR},
    "POST /webhooks/{endpoint_id}/remove": {ADMINISTRATOR},
    "POST /webhooks/{endpoint_id}/secret": {ADMINISTRATOR},
    "POST /webhooks/{endpoint_id}/try": {ADMINISTRATOR},
    "POST /webhooks/{endpoint_id}/replay": {ADMINISTRATOR},
    "GET /tasks": {MANAGER, ADMINISTRATOR},
    "POST /tasks": {MANAGER, ADMINISTRATOR},
    "POST /tasks/{pk}/finish": {MANAGER, ADMINISTRATOR},
    "POST /repairs": {AGENT, OPERATIONS, MANAGER},
    "GET /repairs": SEE_REPAIRS,
    "GET /repairs/{pk}": SEE_REPAIRS,
    "GET /hotlines": {AGENT, OPERATIONS, FINANCE, MANAGER, AUDITOR, ADMINISTRATOR, MERCHANT},
    "GET /reasons": {AGENT, OPERATIONS, FINANCE, MANAGER, AUDITOR, ADMINISTRATOR, MERCHANT},
    "GET /return-addresses": {OPERATIONS, MANAGER, ADMINISTRATOR, MERCHANT},
    "POST /files": {AGENT, OPERATIONS, MANAGER, DOCK, LOGISTICS},
    "GET /files/{file_id}": SEE_RETURNS | {ADMINISTRATOR},
    "GET /files/{file_id}/thumbnail": SEE_RETURNS | {ADMINISTRATOR},
}
VALUES = {
    "id": "1",
    "pk": "1",
    "merchant": "kestrel",
    "account": "lin.demo",
    "shop": "kestrel-web",
    "number": "RT-2603-000001",
    "receipt": "HI-2603-000001",
    "endpoint_id": "1",
    "delivery_id": "1",
    "file_id": "6f2e0f7e-0000-4000-8000-000000000000",
}


def operations() -> list[str]:
    """Every operation that the API really has."""
    return [
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    ]


def ask(who: Machine, operation: str) -> int:
    """The status of a request that has nothing but a key."""
    method, path = operation.split()
    filled = re.sub(r"{(\w+)}", lambda found: VALUES[found[1]], path)
    return who.get(filled).status_code if method == "GET" else who.post(filled).status_code


def test_the_table_names_every_operation() -> None:
    assert sorted(LET_IN) == sorted(operations())


def test_every_operation_asks_for_a_scope() -> None:
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                checks = operation.auth_callbacks
                assert checks, operation.path
                assert all(isinstance(check, Key) and check.rights for check in checks), operation.path


@pytest.mark.parametrize("role", [*Role])
def test_a_key_with_a_roles_scopes_is_let_in_where_the_table_says(role: Role) -> None:
    who = machine_as(role)
    let_in = {operation for operation in LET_IN if ask(who, operation) != 403}
    assert let_in == {operation for operation, roles in LET_IN.items() if role in roles}


def test_a_key_without_scopes_and_nobody_are_let_in_nowhere() -> None:
    bare = machine()
    assert {ask(bare, operation) for operation in LET_IN} == {403}
    nobody = Machine(bare.key, "ac_00000000_" + "0" * 40)
    assert {ask(nobody, operation) for operation in LET_IN} == {401}


def test_each_scope_alone_opens_what_it_is_meant_to() -> None:
    """A scope that is taken away closes again: every operation is closed to a key with all scopes but its own."""
    every = frozenset().union(*ROLE_RIGHTS.values(), {"orders.push"})
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                own = {str(right) for check in operation.auth_callbacks for right in check.rights}  # type: ignore[attr-defined]
                others = machine(*[Right(right) for right in every if right not in own])
                name = re.sub(r"{\w+:", "{", f"{operation.methods[0]} {bound.prefix}{path}")
                assert ask(others, name) == 403, name


def test_the_handbook_is_open_to_all(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/docs").status_code == 200


def test_the_root_is_nothing(client: Client) -> None:
    for path in ("/api/", "/api/v1/", "/api/v2/returns"):
        assert answer(client.get(path)).json()["code"] == "not_found"
