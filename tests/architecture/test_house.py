"""What import-linter cannot see: foreign keys, writes, back doors, journal kinds."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey, Model

from aftercare.web.entry_words import ENTRY

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "aftercare"
WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
    "select_for_update",
}  # fmt: skip
ROOMS = [
    "journal",
    "files",
    "org",
    "lists",
    "clocks",
    "moves",
    "customers",
    "catalog",
    "orders",
    "duties",
    "cases",
    "parcels",
    "returns",
    "billing",
    "quality",
    "reporting",
]


NO_ROWS = re.compile(r"image|storage|opaque|font|workbook|cache|session|segno")
"""Things that are saved and deleted, too, but are not rows."""


def storeys() -> dict[str, int]:
    """Each package's storey, read from the import contract, so that it is stated once."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["id"] == "house")["layers"]
    top = len(layers)
    return {name: top - n for n, layer in enumerate(layers) for name in re.findall(r"[a-z_]+", layer)}


def our_models() -> list[type[Model]]:
    """Every model of a room."""
    return [model for model in apps.get_models() if model.__module__.startswith("aftercare.")]


def upward_keys(models: list[type[Model]], heights: dict[str, int]) -> list[str]:
    """Foreign keys that point to a neighbour or upwards."""
    return [
        f"{model.__name__}.{field.name}"
        for model in models
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label != model._meta.app_label
        and field.related_model.__module__.startswith("aftercare.")
        and heights[field.related_model._meta.app_label] >= heights[model._meta.app_label]
    ]


def python_files(folder: Path) -> Iterator[Path]:
    """All modules but migrations."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def orm_writes(source: str) -> list[int]:
    """Lines that write through the ORM: `X.objects….create(…)`, `row.save(…)` and the like."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and _is_orm(call.func)
    ]


def _is_orm(func: ast.Attribute) -> bool:
    text = ast.unparse(func.value)
    if "objects" in text or "_default_manager" in text:
        return True
    return func.attr in {"save", "delete"} and not NO_ROWS.search(text)


def test_foreign_keys_point_down() -> None:
    heights = storeys()
    assert upward_keys(our_models(), heights) == []
    heights["cases"] = heights["returns"] + 1
    assert "Return.case" in upward_keys(our_models(), heights), "the check itself must be able to fail"


def test_rooms_below_cannot_look_up_through_a_back_door() -> None:
    open_doors = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label != model._meta.app_label
        and field.related_model.__module__.startswith("aftercare.")
        and not field.remote_field.hidden
    ]
    assert open_doors == []


def test_only_commands_write() -> None:
    allowed = ("commands", "cli/demo", "cli/imports")
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files(SOURCE)
        if not any(f"/{place}" in path.as_posix() for place in allowed)
        for line in orm_writes(path.read_text())
    ]
    assert found == []


def adds_rows(source: str) -> bool:
    """Whether a module takes the means to write rows."""
    taken = re.findall(r"from aftercare\.rows\.commands import ([^\n(]+|\([^)]*\))", source)
    return any(re.search(r"\b(add|change)\b", names) for names in taken)


def test_only_commands_add_rows_to_a_trip() -> None:
    found = [p for p in python_files(SOURCE) if adds_rows(p.read_text()) and "/commands" not in p.as_posix()]
    assert found == []
    assert adds_rows("from aftercare.rows.commands import add, together\n")


def test_transactions_are_opened_by_one_room() -> None:
    """Django's own savepoints let a part that was refused and caught be lost without a word."""
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in python_files(SOURCE)
        if re.search(r"\batomic\b|\bset_rollback\b", path.read_text())
    ]
    assert found == ["rows/trips.py", "rows/whole.py"]


def test_the_check_for_writes_can_fail() -> None:
    assert orm_writes("Return.objects.filter(pk=1).update(state='x')\nrow.save()\nimage.save('x')") == [1, 2]


def test_rooms_have_no_drawers_for_everything() -> None:
    banned = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py", "common.py"}
    assert [p.as_posix() for p in python_files(SOURCE) if p.name in banned] == []


def test_no_model_overrides_save_or_orders_by_default() -> None:
    offenders = [m.__name__ for m in our_models() if "save" in m.__dict__ or m._meta.ordering]
    assert offenders == []


def test_private_modules_stay_in_their_room() -> None:
    pattern = re.compile(r"from aftercare\.(\w+)[\w.]*\._\w+ import")
    found = [
        path.as_posix()
        for path in python_files(SOURCE)
        for room in pattern.findall(path.read_text())
        if path.relative_to(SOURCE).parts[0] != room
    ]
    assert found == []


def test_every_kind_in_the_journal_can_be_said_to_people() -> None:
    written = {
        kind for path in python_files(SOURCE) for kind in re.findall(r"Fact\(\s*\"([a-z_.]+)\"", path.read_text())
    }
    assert sorted(kind for kind in written if kind not in ENTRY) == []


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_file_names_a_registry_or_a_place_of_one_machine() -> None:
    hosts = re.compile(
        "|".join(["py" + r"pi\.org", "files.python" + "hosted", r"registry\.np" + r"mjs", "/wo" + "rk/"])
    )
    tracked = [*SOURCE.rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "requirements").glob("*")]
    assert [p.as_posix() for p in tracked if p.is_file() and hosts.search(p.read_text(errors="ignore"))] == []
