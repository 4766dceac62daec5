"""The refusals that the API's document names, provoked at every operation that can give them."""

import json
import re
from collections.abc import Mapping

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from aftercare.api import auth, once
from aftercare.api.management.commands.openapi import document_text
from aftercare.api.reference import read
from aftercare.api.v1.build import api
from aftercare.org.rights import Right
from tests.api.client import Answer, Machine, answer, machine
from tests.api.test_access import VALUES, operations
from tests.api.test_refusals import PROBLEM

pytestmark = pytest.mark.django_db

MISSING = {
    **VALUES,
    "pk": "4611686018427387904",
    "endpoint_id": "4611686018427387904",
    "delivery_id": "4611686018427387904",
}
"""What stands in addresses, and does not exist."""
UPLOAD = "POST /files"
PHOTO = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\nno picture\r\n--x--\r\n'
"""A whole form with a file in it."""


def documented(code: str) -> set[str]:
    """The operations at which the document names this answer."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if code in {str(known) for known in operation["responses"]}
    }


def ask(who: Machine | None, operation: str, content: bytes = b"{}", query: str = "", **headers: str) -> Answer:
    """One request, with nothing good in it."""
    method, path = operation.split()
    for name, value in MISSING.items():
        path = path.replace(f"{{{name}}}", value)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    key = {"Authorization": f"Bearer {who.secret}"} if who else {}
    if method == "GET":
        return answer(Client().get(f"/api/v1{path}{query}", headers={**key, **named}))
    kind = "multipart/form-data; boundary=x" if operation == UPLOAD else "application/json"
    return answer(Client().post(f"/api/v1{path}", content, content_type=kind, headers={**key, **named}))


def reached(code: int, given: Mapping[str, Answer]) -> set[str]:
    """The operations that gave this answer, as a whole problem; none may fail in another way of ours."""
    for found in given.values():
        assert found.status_code < 500 or found.status_code == code, found.content
        if found.status_code == code:
            assert (set(found.json()), found.kind) == (PROBLEM, "application/problem+json")
    return {name for name, found in given.items() if found.status_code == code}


def everywhere(who: Machine | None, content: bytes = b"{}", **headers: str) -> dict[str, Answer]:
    """The same request at every operation."""
    return {name: ask(who, name, content, **headers) for name in operations()}


def as_in_the_handbook(who: Machine, **headers: str) -> dict[str, Answer]:
    """At every operation what the handbook shows, which is understood, and is about nothing that exists."""
    shown = [o for group in read(json.loads(document_text())).groups for o in group.operations]
    bodies = {o.id: re.search(r"-d '(.*)'$", o.example, re.DOTALL) for o in shown}
    documents = api.get_openapi_schema()["paths"]
    found = {}
    for name in operations():
        method, path = name.split()
        body = bodies[documents[f"/api/v1{path}"][method.lower()]["operationId"]]
        content = PHOTO if name == UPLOAD else body[1].encode() if body else b""
        found[name] = ask(who, name, content, **headers)
    return found


@pytest.fixture
def all_scopes(db: None) -> Machine:
    """A key that may do everything."""
    return machine(*Right)


def test_nobody_and_a_bare_key() -> None:
    assert reached(401, everywhere(None)) == documented("401")
    assert reached(403, everywhere(machine())) == documented("403")


def taking(kind: str) -> set[str]:
    """The operations that read a body of this kind."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if kind in operation.get("requestBody", {}).get("content", {})
    }


def test_requests_that_cannot_be_read(all_scopes: Machine) -> None:
    assert reached(400, everywhere(None, Host="evil.example")) == documented("400")
    assert taking("application/json") - reached(400, everywhere(all_scopes, b"{")) == set()


def test_requests_that_are_too_large(all_scopes: Machine, settings: Settings) -> None:
    settings.MAX_PHOTO_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert reached(413, everywhere(all_scopes, b" " * 70_000)) == documented("413")
    small = b'{"x": "' + b"x" * 2000 + b'"}'
    assert taking("application/json") - reached(413, everywhere(all_scopes, small)) == set(), "read, and too large"


def test_values_that_are_wrong(all_scopes: Machine) -> None:
    """Bodies of another shape, keys that cannot be kept, and whatever stands in an address or behind its “?”."""
    found = reached(422, everywhere(all_scopes, b"[]"))
    found |= reached(422, as_in_the_handbook(all_scopes, Idempotency_Key="\xe9"))
    for name in sorted(documented("422") - found):
        path = re.sub(r"{\w+}", "%00", name)
        wrong = "" if path != name else "?" + "&".join(f"{asked}=%00" for asked in asked_for(name))
        found |= reached(422, {name: ask(all_scopes, path, query=wrong)})
    assert found == documented("422")


def asked_for(operation: str) -> list[str]:
    """What an operation reads behind the “?” of its address."""
    method, path = operation.split()
    told = api.get_openapi_schema()["paths"][f"/api/v1{path}"][method.lower()]
    return [str(one["name"]) for one in told["parameters"] if one["in"] == "query"]


def test_what_does_not_exist(all_scopes: Machine) -> None:
    found = reached(404, as_in_the_handbook(all_scopes))
    inside = {
        "POST /articles": {
            "merchant": "nobody",
            "articles": [{"sku": "A", "name": "A", "price": "1", "currency": "GBP"}],
        },
        "POST /webhooks": {"name": "A", "url": "https://a.example/", "events": ["returns"], "merchant": "nobody"},
    }
    for name, body in inside.items():
        found |= reached(404, {name: ask(all_scopes, name, json.dumps(body).encode())})
    assert found == documented("404")


def test_somebody_else_was_faster(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def collide(*_args: object, **_more: object) -> None:
        raise IntegrityError("duplicate key value violates unique constraint")

    monkeypatch.setattr(once, "answer_once", collide)
    assert reached(409, as_in_the_handbook(all_scopes, Idempotency_Key="one")) == documented("409")


def test_asking_too_often(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise auth.TooManyRequests("This key may ask %(most)d times a minute. Wait a moment.", most=1)

    monkeypatch.setattr(auth, "check_rate", refuse)
    assert reached(429, everywhere(all_scopes)) == documented("429")


def test_our_mistake(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(auth, "actor_of_key", fail)
    assert reached(500, everywhere(all_scopes)) == documented("500")


def test_a_database_that_is_away(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(auth, "key_of_secret", fail)
    assert reached(503, everywhere(all_scopes)) == documented("503")
