"""A lifecycle is a table: what may be done, from where, leading where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aftercare.kernel.errors import IllegalMove
from aftercare.kernel.words import gettext_noop as _


@dataclass(frozen=True)
class Hold:
    """Who has a record in a state, the usual next step, and after how many hours there it counts as stuck.

    The hours hold until enough records have passed through the state to measure what is usual.
    """

    owner: str
    usual: str = ""
    stuck_after_hours: int = 24


@dataclass(frozen=True)
class Course:
    """How one promise goes through the states: where it begins, runs and waits; it stops in every other one.

    `may_begin` are states in which a policy may let it begin instead; in `voids` it ends unjudged, in `spares` too, but
    only what is not broken by then.
    """

    begins: tuple[str, ...]
    runs: tuple[str, ...]
    waits: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    may_begin: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


def faults(table: "Lifecycle", owners: Iterable[str]) -> list[str]:
    """What a state of it lacks, in words: a way out, somebody who has it, a time after which it counts as stuck."""
    known, found = set(owners), []
    for state in table.states():
        hold = table.holds.get(state)
        exits = [action for action in table.actions(state) if not action.startswith("reopen")]
        if exits and hold is None:
            found.append(f"{table.name}: nobody has it in {state}, or no limit is set")
        if hold and hold.usual not in exits:
            found.append(f"{table.name}: the usual step of {state} is not possible there")
        if hold and (hold.owner not in known or hold.stuck_after_hours <= 0):
            found.append(f"{table.name}: {state} has no owner or no limit")
        if hold and exits and not any(table.target(action, state) != state for action in exits):
            found.append(f"{table.name}: nothing leads out of {state}")
        if hold and exits and not _ends_without(table, state):
            found.append(f"{table.name}: {state} has no end if nothing comes")
    return found


def _ends_without(table: "Lifecycle", start: str) -> bool:
    """Whether a record comes to an end from here, even if what may never happen does not."""
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        if state not in table.holds:
            return True
        leads = {table.target(one, state) for one in table.actions(state) if one not in table.may_never}
        todo += leads - seen
        seen |= leads
    return False


class Lifecycle:
    """The moves of one kind of record. Feeds commands, buttons, the API's `actions` and the drawn diagrams alike.

    `holds` says who has the record in each state that is not its end, `courses` which promises run there; `may_never`
    are moves by which others help it on, and which may never come: it has to end without them.
    """

    def __init__(
        self,
        name: str,
        moves: Mapping[str, tuple[Iterable[str], str]],
        *,
        holds: Mapping[str, Hold] | None = None,
        courses: Mapping[str, Course] | None = None,
        may_never: Iterable[str] = (),
    ) -> None:
        """`moves` maps an action to (states it may start from, state it leads to)."""
        self.name = name
        self.holds = {str(state): hold for state, hold in (holds or {}).items()}
        self.may_never = frozenset(may_never)
        self.courses = {str(metric): course for metric, course in (courses or {}).items()}
        self.moves = {
            action: (tuple(str(s) for s in sources), str(target)) for action, (sources, target) in moves.items()
        }

    def target(self, action: str, state: str) -> str:
        """The state that `action` leads to from `state`; raises IllegalMove with a sentence."""
        sources, target = self.moves.get(action, ((), ""))
        if state not in sources:
            raise IllegalMove(
                _("This is not possible now: it is %(state)s."),
                state=state.replace("_", " "),
            )
        return target

    def actions(self, state: str) -> list[str]:
        """The actions that are possible from `state`, in the table's order."""
        return [action for action, (sources, _target) in self.moves.items() if state in sources]

    def owner(self, state: str) -> str:
        """Who has a record in this state; nobody when it has ended."""
        hold = self.holds.get(state)
        return hold.owner if hold else ""

    def states(self) -> list[str]:
        """Every state the table knows, sources first, in the order of appearance."""
        seen: dict[str, None] = {}
        for sources, target in self.moves.values():
            for state in (*sources, target):
                seen.setdefault(state)
        return list(seen)
