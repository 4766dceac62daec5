"""Example bodies, made from the OpenAPI document: what is required, and what carries an example of its own."""

from collections.abc import Mapping
from typing import Any

Told = Mapping[str, Any]
_BY_FORMAT = {"date-time": "2026-03-02T09:00:00Z", "date": "2099-03-09", "uuid": "6f2e0f7e-93a1-4c1b-8a53-5f0f4f1d2c11"}


def sample_of(told: Told, shapes: Mapping[str, Told]) -> Any:
    """A value that fits; `shapes` are the document's schemas by name."""
    if "$ref" in told:
        return sample_of(shapes[told["$ref"].rsplit("/", 1)[-1]], shapes)
    if "anyOf" in told:
        return sample_of(told["anyOf"][0], shapes)
    if told.get("type") == "object":
        return _object(told, shapes)
    if told.get("type") == "array":
        return [sample_of(told["items"], shapes)]
    return _plain(told)


def _object(told: Told, shapes: Mapping[str, Told]) -> dict[str, Any]:
    required = told.get("required", [])
    return {
        name: sample_of(field, shapes)
        for name, field in told.get("properties", {}).items()
        if name in required or _examples(field)
    }


def _plain(told: Told) -> Any:
    if told.get("examples"):
        return told["examples"][0]
    if told.get("enum"):
        return told["enum"][0]
    if told.get("type") == "integer":
        return max(1, told.get("minimum", 1))
    if told.get("type") == "boolean":
        return False
    return _BY_FORMAT.get(told.get("format", ""), "…")


def _examples(told: Told) -> list[Any]:
    """The examples of a field, or of the value that it may hold instead of null."""
    found = [*told.get("examples", []), *[e for option in told.get("anyOf", []) for e in option.get("examples", [])]]
    return found if told.get("default") is None else []
