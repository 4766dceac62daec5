"""The OpenAPI document read for people: operations in groups, shapes with their fields."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aftercare.api.samples import sample_of

Document = Mapping[str, Any]
WRITES = {"post", "put", "patch", "delete"}


@dataclass(frozen=True)
class Field:
    """One field of a shape or one parameter of an operation. `shape` names the shape it holds, if it holds one.

    `is_required` is about what clients send; what we answer is always complete.
    """

    name: str
    type: str
    shape: str
    is_required: bool
    note: str


@dataclass(frozen=True)
class Shape:
    """An object that goes over the wire; for an enumeration `choices` instead of fields."""

    name: str
    note: str
    fields: tuple[Field, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One method on one address. Any one of the scopes opens it; what writes may carry an Idempotency-Key."""

    id: str
    method: str
    path: str
    title: str
    note: str
    scopes: tuple[str, ...]
    is_writing: bool
    parameters: tuple[Field, ...]
    takes: str
    gives: str
    success: str
    example: str


@dataclass(frozen=True)
class Group:
    """The operations of one resource."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Refusal:
    """A status that refuses, and what it means."""

    status: str
    meaning: str


@dataclass(frozen=True)
class Handbook:
    """Everything there is to say about the API."""

    title: str
    about: str
    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]
    refusals: tuple[Refusal, ...]


def read(document: Document) -> Handbook:
    """The document as a handbook."""
    shapes = document["components"]["schemas"]
    sent = _sent(document["paths"], shapes)
    return Handbook(
        title=f"{document['info']['title']} API, version {document['info']['version']}",
        about=" ".join(document["info"]["description"].split()),
        groups=tuple(_groups(document["paths"], shapes)),
        shapes=tuple(_shape(name, told, is_sent=name in sent) for name, told in sorted(shapes.items())),
        refusals=tuple(
            Refusal(name.removeprefix("Refusal"), told["description"])
            for name, told in document["components"]["responses"].items()
        ),
    )


def _sent(paths: Mapping[str, Any], shapes: Mapping[str, Any]) -> set[str]:
    """The shapes that clients send, directly or inside others."""
    found: set[str] = set()
    waiting = [operation.get("requestBody", {}) for methods in paths.values() for operation in methods.values()]
    while waiting:
        for name in _named(waiting.pop()) - found:
            found.add(name)
            waiting.append(shapes[name])
    return found


def _named(node: Any) -> set[str]:
    """The shapes that a piece of the document refers to."""
    if isinstance(node, list):
        return {name for item in node for name in _named(item)}
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rsplit("/", 1)[-1]} if isinstance(node.get("$ref"), str) else set()
    return own | {name for item in node.values() for name in _named(item)}


def _groups(paths: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterator[Group]:
    found: dict[str, list[Operation]] = {}
    for path, methods in paths.items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method, told, shapes))
    for name, operations in found.items():
        yield Group(name, tuple(operations))


def _operation(path: str, method: str, told: Mapping[str, Any], shapes: Mapping[str, Any]) -> Operation:
    takes = _content(told.get("requestBody", {}))
    answers = {str(status): answer for status, answer in told["responses"].items() if str(status).startswith("2")}
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        title=told["summary"],
        note=told.get("description", ""),
        scopes=tuple(scope for way in told["security"] for scope in way["Key"]),
        is_writing=method in WRITES,
        parameters=tuple(_parameter(parameter) for parameter in told["parameters"] if parameter["in"] != "header"),
        takes=takes,
        gives=_content(next(iter(answers.values()))),
        success=" or ".join(answers),
        example=_example(path, method, told, shapes),
    )


def _content(told: Mapping[str, Any]) -> str:
    """The name of the shape in a body; “file” for anything that is not JSON; nothing when there is no body."""
    content = told.get("content", {})
    if "application/json" in content:
        return _type(content["application/json"]["schema"])[1]
    return "file" if content else ""


def _parameter(told: Mapping[str, Any]) -> Field:
    kind, shape = _type(told["schema"])
    note = " ".join([f"In the {told['in']}.", told.get("description", ""), *_limits(told["schema"])])
    return Field(told["name"], kind, shape, bool(told["required"]), " ".join(note.split()))


def _shape(name: str, told: Mapping[str, Any], *, is_sent: bool) -> Shape:
    required = set(told.get("required", [])) if is_sent else set()
    fields = [_field(key, value, key in required) for key, value in told.get("properties", {}).items()]
    note = " ".join(told.get("description", "").split())
    return Shape(name, note, tuple(fields), tuple(map(str, told.get("enum", []))))


def _field(name: str, told: Mapping[str, Any], is_required: bool) -> Field:
    kind, shape = _type(told)
    note = " ".join([told.get("description", ""), *_limits(told)])
    return Field(name, kind, shape, is_required, note.strip())


_WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "object"}
_FORMATS = {"date-time": "time", "date": "day", "uuid": "id", "binary": "file"}


def _type(told: Mapping[str, Any]) -> tuple[str, str]:
    """A field's type in words, and the shape that it holds or lists."""
    if "$ref" in told:
        name = told["$ref"].rsplit("/", 1)[-1]
        return name, name
    if "anyOf" in told:
        kinds = [_type(option) for option in told["anyOf"] if option.get("type") != "null"]
        return " or ".join(kind for kind, _ in kinds), next((shape for _, shape in kinds if shape), "")
    if "enum" in told or "const" in told:
        return "one of " + ", ".join(map(str, told.get("enum", [told.get("const")]))), ""
    if told.get("type") == "array":
        kind, shape = _type(told["items"])
        return f"list of {kind}", shape
    return _FORMATS.get(told.get("format", ""), _WORDS.get(told.get("type", ""), "any value")), ""


def _limits(told: Mapping[str, Any]) -> Iterable[str]:
    options = [told, *told.get("anyOf", [])]
    for option in options:
        for name, words in _LIMITS.items():
            if name in option and (name, option[name]) not in _SELF_EVIDENT:
                yield words.format(option[name])
        for example in option.get("examples", []):
            yield f"Like {example}."
    if told.get("default") not in (None, "", [], {}):
        yield f"Usually {told['default']}."


_LIMITS = {
    "minLength": "At least {} characters.",
    "maxLength": "At most {} characters.",
    "minimum": "From {}.",
    "maximum": "Up to {}.",
    "minItems": "At least {} entries.",
    "maxItems": "At most {} entries.",
}


_SELF_EVIDENT = {("minLength", 1), ("minItems", 1), ("minimum", 0), ("minimum", 1)}


def _example(path: str, method: str, told: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    """The operation as a command line."""
    lines = [f"curl http://127.0.0.1:8000{_filled(path, told['parameters'])}", "-H 'Authorization: Bearer ac_…'"]
    if method in WRITES:
        lines.append("-H 'Idempotency-Key: 7f3a…'")
    content = told.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = json.dumps(sample_of(content["application/json"]["schema"], shapes), ensure_ascii=False, indent=2)
        lines.append(f"-H 'Content-Type: application/json' -d '{body}'")
    elif content:
        lines.append("-F photo=@photo.jpg")
    return " \\\n  ".join(lines)


def _filled(path: str, parameters: Iterable[Mapping[str, Any]]) -> str:
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(sample_of(parameter["schema"], {}))))
    return path
