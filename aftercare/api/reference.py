"""The OpenAPI document read for people: operations in groups, shapes with their fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
WRITES = {"post", "put", "patch", "delete"}


@dataclass(frozen=True)
class Field:
    """One field of a shape or one parameter of an operation. `shape` names the shape it holds, if it holds one."""

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
    return Handbook(
        title=f"{document['info']['title']} API, version {document['info']['version']}",
        about=" ".join(document["info"]["description"].split()),
        groups=tuple(_groups(document["paths"])),
        shapes=tuple(_shape(name, told) for name, told in sorted(document["components"]["schemas"].items())),
        refusals=tuple(
            Refusal(name.removeprefix("Refusal"), told["description"])
            for name, told in document["components"]["responses"].items()
        ),
    )


def _groups(paths: Mapping[str, Any]) -> Iterator[Group]:
    found: dict[str, list[Operation]] = {}
    for path, methods in paths.items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    for name, operations in found.items():
        yield Group(name, tuple(operations))


def _operation(path: str, method: str, told: Mapping[str, Any]) -> Operation:
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
        example=_example(path, method, takes),
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


def _shape(name: str, told: Mapping[str, Any]) -> Shape:
    required = set(told.get("required", []))
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
            if name in option:
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


def _example(path: str, method: str, takes: str) -> str:
    lines = [f"curl -H 'Authorization: Bearer ac_…' http://127.0.0.1:8000{path}"]
    if method in WRITES:
        lines.append("-H 'Idempotency-Key: 7f3a…'")
    if takes == "file":
        lines.append("-F photo=@photo.jpg")
    elif takes:
        lines.append("-H 'Content-Type: application/json' -d '{…}'")
    return " \\\n  ".join(lines)
