"""The API's handbook page in Markdown, for the documentation site."""

from collections.abc import Iterable, Iterator

from aftercare.api.reference import Document, Field, Group, Operation, Shape, read

_HEAD = """\
# {title}

<!-- Made by `manage.py openapi` from the OpenAPI document; do not edit by hand. -->

{about}

A running installation shows the same at `/api/v1/docs`, and the OpenAPI document at `/api/v1/openapi.json`.
"""


def as_markdown(document: Document) -> str:
    """The whole page."""
    handbook = read(document)
    parts = [_HEAD.format(title=handbook.title, about=handbook.about)]
    parts += ["## Refusals\n", _table(("Status", "Means"), ((r.status, r.meaning) for r in handbook.refusals))]
    for group in handbook.groups:
        parts += list(_group(group))
    parts.append("## Shapes\n")
    parts += [_shape(shape) for shape in handbook.shapes]
    return "\n".join(parts).rstrip() + "\n"


def _group(group: Group) -> Iterator[str]:
    yield f"## {group.name.capitalize()}\n"
    for operation in group.operations:
        yield _operation(operation)


def _operation(operation: Operation) -> str:
    scopes = " or ".join(f"`{scope}`" for scope in operation.scopes)
    parts = [f"### {operation.title}\n", f"`{operation.method} {operation.path}`\n", f"{operation.note}\n"]
    parts.append(
        f"Scope: {scopes}.{_takes(operation)} Answers {operation.success}{_gives(operation)}.{_writes(operation)}\n"
    )
    if operation.parameters:
        parts.append(_fields(operation.parameters))
    return "\n".join(parts)


def _takes(operation: Operation) -> str:
    return f" Takes {_link(operation.takes)}." if operation.takes else ""


def _writes(operation: Operation) -> str:
    return " May carry an `Idempotency-Key`." if operation.is_writing else ""


def _gives(operation: Operation) -> str:
    return f" with {_link(operation.gives)}" if operation.gives else ""


def _link(shape: str) -> str:
    return "a file" if shape == "file" else f"[{shape}](#{shape.lower()})"


def _shape(shape: Shape) -> str:
    head = f"### {shape.name}\n\n{shape.note}\n"
    if shape.choices:
        return head + "\nOne of " + ", ".join(f"`{choice}`" for choice in shape.choices) + ".\n"
    return head + "\n" + _fields(shape.fields)


def _fields(fields: Iterable[Field]) -> str:
    rows = ((f"`{field.name}`", _kind(field), "yes" if field.is_required else "", field.note) for field in fields)
    return _table(("Field", "Type", "Required", ""), rows)


def _kind(field: Field) -> str:
    kind = field.type.replace("|", "\\|")
    return kind.replace(field.shape, _link(field.shape)) if field.shape else kind


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
