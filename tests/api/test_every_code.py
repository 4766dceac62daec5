"""The refusals that the API's document names, provoked at every operation that can give them."""

from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from aftercare.api import auth
from aftercare.api.v1.build import api
from aftercare.org.rights import Right
from tests.api.client import Answer, Machine, answer, machine
from tests.api.test_access import VALUES, operations
from tests.api.test_refusals import PROBLEM

pytestmark = pytest.mark.django_db

MISSING = {**VALUES, "endpoint_id": "4611686018427387904", "delivery_id": "4611686018427387904"}
"""What stands in addresses, and does not exist."""


def documented(code: str) -> set[str]:
    """The operations at which the document names this answer."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if code in {str(known) for known in operation["responses"]}
    }


def ask(who: Machine | None, operation: str, content: bytes = b"{}") -> Answer:
    """One request, with nothing good in it."""
    method, path = operation.split()
    for name, value in MISSING.items():
        path = path.replace(f"{{{name}}}", value)
    told: dict[str, Any] = {"headers": {"Authorization": f"Bearer {who.secret}"} if who else {}}
    if method == "GET":
        return answer(Client().get(f"/api/v1{path}", **told))
    return answer(Client().post(f"/api/v1{path}", content, content_type="application/json", **told))


def reached(code: int, who: Machine | None, content: bytes = b"{}") -> set[str]:
    """The operations that give this answer now, as a whole problem."""
    found = {name: ask(who, name, content) for name in operations()}
    for given in found.values():
        assert given.status_code < 500 or given.status_code == code, given.content
        if given.status_code == code:
            assert (set(given.json()), given.kind) == (PROBLEM, "application/problem+json")
    return {name for name, given in found.items() if given.status_code == code}


@pytest.fixture
def all_scopes(db: None) -> Machine:
    """A key that may do everything."""
    return machine(*Right)


def test_nobody_and_a_bare_key() -> None:
    assert reached(401, None) == documented("401")
    assert reached(403, machine()) == documented("403")


def taking(kind: str) -> set[str]:
    """The operations that read a body of this kind."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if kind in operation.get("requestBody", {}).get("content", {})
    }


def test_bodies_that_cannot_be_read_are_too_large_or_wrong(all_scopes: Machine) -> None:
    bodies = taking("application/json")
    assert len(bodies) > 20
    assert bodies <= documented("400") & documented("413") & documented("422")
    assert bodies - reached(400, all_scopes, b"{") == set()
    large = b'{"x": "' + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1) + b'"}'
    assert bodies - reached(413, all_scopes, large) == set()
    assert bodies - reached(422, all_scopes, b"[]") == set()


def test_what_does_not_exist(all_scopes: Machine) -> None:
    named = {name for name in operations() if "{" in name and name not in taking("application/json")}
    assert len(named) > 8
    assert named - reached(404, all_scopes) == set()


def test_asking_too_often(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise auth.TooManyRequests("This key may ask %(most)d times a minute. Wait a moment.", most=1)

    monkeypatch.setattr(auth, "check_rate", refuse)
    assert reached(429, all_scopes) == documented("429")


def test_our_mistake(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(auth, "actor_of_key", fail)
    assert reached(500, all_scopes) == documented("500")


def test_a_database_that_is_away(all_scopes: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(auth, "key_of_secret", fail)
    assert reached(503, all_scopes) == documented("503")
