"""A lifecycle is a table: what may be done, from where, leading where."""

from collections.abc import Iterable, Mapping

from aftercare.kernel.errors import IllegalMove
from aftercare.kernel.words import gettext_noop as _


class Lifecycle:
    """The moves of one kind of record. Feeds commands, buttons, the API's `actions` and the drawn diagrams alike."""

    def __init__(self, name: str, moves: Mapping[str, tuple[Iterable[str], str]]) -> None:
        """`moves` maps an action to (states it may start from, state it leads to)."""
        self.name = name
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

    def states(self) -> list[str]:
        """Every state the table knows, sources first, in the order of appearance."""
        seen: dict[str, None] = {}
        for sources, target in self.moves.values():
            for state in (*sources, target):
                seen.setdefault(state)
        return list(seen)
