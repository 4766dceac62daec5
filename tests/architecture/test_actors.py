"""Every part of the system that acts by itself has a number of its own, so that the journal tells them apart."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parent.parent.parent / "aftercare"


def numbers(path: Path) -> list[int]:
    """The numbers of the actors that this file makes as `Actor(ActorKind.SYSTEM, number, …)`."""
    source = path.read_text()
    if "Actor(" not in source:
        return []
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    made = [call.args for call in calls if ast.unparse(call.func) == "Actor" and len(call.args) > 1]
    return [int(ast.literal_eval(args[1])) for args in made if ast.unparse(args[0]) == "ActorKind.SYSTEM"]


def test_no_two_actors_of_the_system_share_a_number() -> None:
    found = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if "demo" not in path.parts:
            for number in numbers(path):
                found[number].append(path.name)
    assert len(found) > 15
    assert {number: names for number, names in found.items() if len(names) > 1} == {}
