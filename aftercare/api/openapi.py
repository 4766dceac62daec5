"""What django-ninja does not tell by itself: scopes, idempotency, and the shape of every refusal."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from aftercare.api.auth import Key
from aftercare.api.once import HEADER
from aftercare.api.problems import CONTENT_TYPE, Problem

REFUSALS = {
    "400": "The request could not be read.",
    "401": "No valid key.",
    "403": "The key lacks the scope, or a rule keeps this key from the move.",
    "404": "There is nothing here that this key may see.",
    "409": "The record's state does not allow it, or it changed meanwhile.",
    "413": "The request is too large.",
    "422": "A value is wrong, or a rule says no.",
    "429": "Too many requests; see Retry-After.",
    "500": "Our mistake; nothing was changed.",
    "503": "The database does not answer; try again.",
}
_WRITING_ONLY = {"409", "413"}
_NAME_ANOTHER = {"POST /articles", "POST /webhooks"}
"""Whose body names something that may not exist; of all others the address does."""

_IDEMPOTENCY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 180},
    "description": "Any text of your own that names this request. Sent again with the same body it is answered as the "
    "first time (`Idempotent-Replayed: true`); with another body it is refused.",
}


def completed(schema: OpenAPISchema, api: NinjaAPI) -> OpenAPISchema:
    """The document with scopes, headers and refusals at every operation."""
    components = schema["components"]
    components["schemas"]["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"].update(components["schemas"]["Problem"].pop("$defs"))
    components["securitySchemes"] = {"Key": {"type": "http", "scheme": "bearer", "bearerFormat": "ac_…"}}
    components["responses"] = {f"Refusal{status}": _refusal(text) for status, text in REFUSALS.items()}
    rights = _rights(api)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            refusals = _possible(f"{method.upper()} {path.removeprefix('/api/v1')}", operation)
            _complete(operation, rights[operation["operationId"]], refusals, is_writing=method != "get")
    return schema


def _possible(name: str, operation: dict[str, Any]) -> list[str]:
    """The refusals that an operation can give; tests/api/test_every_code.py provokes each of them."""
    is_writing = not name.startswith("GET")
    # An id of a file that is none leads nowhere, so it is not found.
    may_be_wrong = [told for told in operation["parameters"] if told["schema"].get("format") != "uuid"]
    never: set[str] = set()
    if not is_writing:
        never |= _WRITING_ONLY
    if not (is_writing or may_be_wrong):
        never.add("422")
    if "{" not in name and name not in _NAME_ANOTHER:
        never.add("404")
    return [status for status in REFUSALS if status not in never]


def _complete(operation: dict[str, Any], rights: list[str], refusals: list[str], *, is_writing: bool) -> None:
    operation["security"] = [{"Key": [right]} for right in rights]
    if is_writing:
        operation["parameters"].append(_IDEMPOTENCY)
    for status in refusals:
        operation["responses"][status] = {"$ref": f"#/components/responses/Refusal{status}"}


def _refusal(text: str) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "content": content}


def _rights(api: NinjaAPI) -> dict[str, list[str]]:
    """Any one of these scopes opens an operation, by the operation's id."""
    found: dict[str, list[str]] = {}
    for bound in api._get_bound_routers():
        for path in bound.path_operations.values():
            for operation in path.operations:
                keys = [check for check in operation.auth_callbacks if isinstance(check, Key)]
                name = operation.operation_id or api.get_openapi_operation_id(operation)
                found[name] = [str(right) for key in keys for right in key.rights]
    return found
