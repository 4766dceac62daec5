"""The OpenAPI document: kept, complete, and true under generated requests."""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aftercare.api.management.commands.openapi import HANDBOOK, SNAPSHOT, document_text, handbook_text
from aftercare.api.reference import Operation, read
from aftercare.org.rights import Right
from config.wsgi import application
from tests.api.client import Machine, machine, order_body, return_body
from tests.factories.shop import scene

ROOT = Path(__file__).parent.parent.parent
RENEW = "The API has changed. Look at what changed; if it is meant, run `manage.py openapi` and commit both files."


def test_the_kept_document_is_up_to_date() -> None:
    assert (ROOT / SNAPSHOT).read_text() == document_text(), RENEW


def test_the_kept_handbook_is_up_to_date() -> None:
    assert (ROOT / HANDBOOK).read_text() == handbook_text(), RENEW


def test_both_files_are_renewed_by_one_command(tmp_path: Path) -> None:
    document, handbook = tmp_path / "new" / "openapi.json", tmp_path / "api.md"
    call_command("openapi", document=document, handbook=handbook)
    assert json.loads(document.read_text())["openapi"] == "3.1.0"
    assert handbook.read_text().startswith("# Aftercare API, version 1\n")


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = json.loads(document_text())
    broken = [ref for ref in _references(document) if not _target(document, ref)]
    assert broken == []


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [ref for item in node for ref in _references(item)]
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for item in node.values() for ref in _references(item)]
    return []


def _target(document: dict[str, Any], ref: str) -> bool:
    node: Any = document
    for part in ref.removeprefix("#/").split("/"):
        node = node.get(part, {})
    return bool(node)


Existing = tuple[Machine, dict[str, str]]


@pytest.fixture(scope="module")
def existing(whole_file: None) -> Existing:
    """A key that may do everything, and things that really exist."""
    place = scene()
    who = machine(*Right)
    who.post("/orders", order_body(place))
    number = who.post("/returns", return_body(place)).json()["number"]
    return who, {"number": number, "shop": place.shop.code}


@pytest.fixture
def anyone(existing: Existing, db: None) -> Iterator[Existing]:
    """The same as if each test made them."""
    # The test's connection must live through the requests, as it does with Django's own client.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield existing
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


KEPT = json.loads((ROOT / SNAPSHOT).read_text())
"""Read, not made: making it takes seconds, and every worker of the suite would before its first test."""

sys.modules["flask"] = None  # type: ignore[assignment]  # looked for in vain before every request, else
requests = schemathesis.openapi.from_dict(KEPT)
requests.app = application
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=int(os.environ.get("AFTERCARE_FUZZ", "4")),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


LABELS = [f"{method.upper()} {path}" for path, methods in KEPT["paths"].items() for method in methods]


# Its own mark would make every operation's requests when tests are collected, in every worker.
@pytest.mark.parametrize("label", LABELS)
def test_generated_requests_are_answered_as_the_document_says(label: str, anyone: Existing) -> None:
    who, real = anyone
    tried: Counter[str] = Counter()

    def answered(case: schemathesis.Case[Any]) -> None:
        told = case.meta.phase.data if case.meta else None
        if isinstance(told, CoveragePhaseData) and told.scenario == CoverageScenario.INCORRECT_TYPE:
            # Five other types for each field are a third of all requests: two of them here, all with AFTERCARE_FUZZ=10.
            tried[f"{told.parameter} {told.location}"] += 1
            if tried[f"{told.parameter} {told.location}"] > max(2, FEW.max_examples // 2):
                return
        case.path_parameters = {name: real.get(name, value) for name, value in case.path_parameters.items()}
        if case.path.endswith("{shop}/{number}"):
            case.path_parameters["number"] = "88-1"
        case.call_and_validate(headers={"Authorization": f"Bearer {who.secret}"}, checks=CHECKS)

    operation = requests.find_operation_by_label(label)
    assert operation
    build_operation_test(
        config=requests.config, operation=operation, test_func=answered, given_kwargs={}, feedback=FeedbackSources(),
        explicit_settings=FEW,
    )()  # fmt: skip


@pytest.mark.parametrize("operation", [o for g in read(KEPT).groups for o in g.operations], ids=lambda o: o.id)
def test_the_examples_of_the_handbook_are_understood(operation: Operation, anyone: Existing) -> None:
    who, _real = anyone
    path = re.search(r"8000/api/v1(\S+)", operation.example)
    body = re.search(r"-d '(.*)'$", operation.example, re.DOTALL)
    assert path
    if operation.method == "GET" or operation.takes == "file":
        return
    assert (body is not None) == bool(operation.takes)
    found = who.post_raw(path[1], body[1].encode() if body else b"")
    assert found.status_code in {200, 201, 404, 422}
    assert found.json().get("code") != "not_understood", found.content
