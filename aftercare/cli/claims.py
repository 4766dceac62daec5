"""Which requirements of the catalogue tests show: read from the marks in the tests, no test is run."""

import ast
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercare.cli.saying import Refusal, out, say

_MARK = "shows"
_NOT_RUN = {"skip", "xfail"}


@dataclass(frozen=True)
class Mark:
    """A requirement's id on a test; `runs` is false for a test that is never run or may fail."""

    requirement: str
    test: str
    runs: bool


@dataclass(frozen=True)
class Area:
    """An area of the catalogue: which of its requirements tests show, and which none does."""

    name: str
    shown: tuple[str, ...]
    open: tuple[str, ...]


def report(root: Path, *, as_json: bool) -> None:
    """Print shown and open requirements per area; raises Refusal for a mark that cannot be true."""
    marks = sorted(_marks(root / "tests"), key=lambda mark: (mark.requirement, mark.test))
    catalogue = root.parent / "shared" / "requirements" / "catalogue.tsv"
    areas = _areas(catalogue, {mark.requirement for mark in marks}) if catalogue.exists() else None
    if as_json:
        say(_as_json(marks, areas))
    elif areas is None:
        _print_marks(marks, catalogue)
    else:
        _print_areas(areas)
    _refuse_untrue(marks, areas)


def _print_marks(marks: list[Mark], catalogue: Path) -> None:
    say(f"The catalogue ({catalogue}) is not here, so only the marks are listed.")
    for mark in marks:
        say(f"{mark.requirement}  {mark.test}")


def _print_areas(areas: list[Area]) -> None:
    for area in areas:
        total = len(area.shown) + len(area.open)
        say(f"{area.name}: {len(area.shown)} of {total} shown")
        for title, ids in (("shown", area.shown), ("open", area.open)):
            if ids:
                out.print(f"  {title}: {' '.join(ids)}", markup=False, style="green" if title == "shown" else "dim")
    shown = sum(len(area.shown) for area in areas)
    say(f"All areas: {shown} of {shown + sum(len(area.open) for area in areas)} shown")


def _as_json(marks: list[Mark], areas: list[Area] | None) -> str:
    tests: dict[str, list[str]] = {}
    for mark in marks:
        tests.setdefault(mark.requirement, []).append(mark.test)
    told = {area.name: {"shown": area.shown, "open": area.open} for area in areas} if areas is not None else None
    return json.dumps({"areas": told, "tests": tests}, ensure_ascii=False, indent=2)


def _refuse_untrue(marks: list[Mark], areas: list[Area] | None) -> None:
    idle = [mark for mark in marks if not mark.runs]
    if idle:
        raise Refusal(f"{idle[0].test} claims {idle[0].requirement}, but it is not run or may fail.")
    known = {requirement for area in areas or () for requirement in (*area.shown, *area.open)}
    unknown = [mark for mark in marks if mark.requirement not in known] if areas is not None else []
    if unknown:
        told = ", ".join(f"{mark.requirement} ({mark.test})" for mark in unknown)
        raise Refusal(f"Not in the catalogue: {told}.")


def _areas(catalogue: Path, shown: set[str]) -> list[Area]:
    found: dict[str, list[str]] = {}
    with catalogue.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(row["area"], []).append(row["id"])
    return [
        Area(name, tuple(pk for pk in ids if pk in shown), tuple(pk for pk in ids if pk not in shown))
        for name, ids in found.items()
    ]


def _marks(tests: Path) -> Iterator[Mark]:
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        where = path.relative_to(tests.parent).as_posix()
        for test, decorators in _tests(tree):
            runs = not any(_mark_name(each) in _NOT_RUN for each in decorators)
            for requirement in _claimed(decorators):
                yield Mark(requirement, f"{where}::{test}", runs)


def _tests(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """Every test with the decorators that count for it: its class's and its module's `pytestmark` too."""
    of_module = _module_marks(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name, [*of_module, *node.decorator_list]
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and inner.name.startswith("test_"):
                    yield f"{node.name}::{inner.name}", [*of_module, *node.decorator_list, *inner.decorator_list]


def _module_marks(tree: ast.Module) -> list[ast.expr]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            return node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
    return []


def _claimed(decorators: list[ast.expr]) -> Iterator[str]:
    for each in decorators:
        if isinstance(each, ast.Call) and _mark_name(each) == _MARK:
            for argument in each.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def _mark_name(decorator: ast.expr) -> str:
    """`shows` of `@pytest.mark.shows(…)`; empty for anything else."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    is_mark = isinstance(called, ast.Attribute) and ast.unparse(called.value) == "pytest.mark"
    return called.attr if is_mark and isinstance(called, ast.Attribute) else ""
