"""The one door through which a record changes its state."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.following import Passed, follow
from aftercare.clocks.queries.running import beginning, has_clocks
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import StalePage
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.moves.models import Clocked, Moving
from aftercare.rows.asking import Ahead, Prepared
from aftercare.rows.commands import change, is_together
from aftercare.rows.whole import whole

M = TypeVar("M", bound=Moving)


def move(
    row: M,
    action: str,
    lifecycle: Lifecycle,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    told: Mapping[str, object] | None = None,
    kept_by: Actor | None = None,
    **changes: object,
) -> M:
    """Lock the row, check the action on its fresh state, set fields, move its clocks, save, and write the journal.

    `told` is what else the entry says: what became of rows below this one. `kept_by` has kept or broken the promises
    that end here, where somebody else writes it down. Returns the fresh row.
    Raises IllegalMove when the table does not know the action from the row's state. Inside a block of `together` the
    row and its entry travel with the block's other rows; it is a part of the block, all or nothing.
    """
    with whole():
        return _moved(row, action, lifecycle, by=by, at=at, note=note, told=told, kept_by=kept_by, changes=changes)


def _moved(
    row: M,
    action: str,
    lifecycle: Lifecycle,
    *,
    by: Actor,
    at: datetime,
    note: str,
    told: Mapping[str, object] | None,
    kept_by: Actor | None,
    changes: Mapping[str, object],
) -> M:
    fresh = _locked_with_clocks(row, action, lifecycle)
    source, target = fresh.state, lifecycle.target(action, fresh.state)
    before: dict[str, object] = {"state": fresh.state}
    after: dict[str, object] = {"state": target}
    for name, value in changes.items():
        before[name], after[name] = _plain(getattr(fresh, name)), _plain(value)
        setattr(fresh, name, value)
    if target != fresh.state:
        fresh.state, fresh.state_since = target, at
    fresh.version += 1
    clocks = _move_clocks(fresh, Passed(lifecycle, source, target), by=kept_by or by, at=at)
    _write(fresh, "state", "state_since", "version", *changes, *clocks)
    kind = f"{lifecycle.name}.{action}"
    after |= told or {}
    record(Fact(kind, fresh.label, by, at, stream=fresh.stream, before=before, after=after, note=note))
    return fresh


def _write(row: Moving, *names: str) -> None:
    if is_together() and isinstance(row, Clocked):
        row.save(update_fields=names)
    else:
        change([row], *names)


def _locked_with_clocks(row: M, action: str, lifecycle: Lifecycle) -> M:
    """The row, and whether promises run on it or begin with the action; known without a question of its own."""
    if not isinstance(row, Clocked) or action not in lifecycle.moves:
        return locked(row)
    found: list[M] = _locking_with_clocks(type(row))(row.pk, row.stream, about=(lifecycle, lifecycle.moves[action][1]))
    return _only(row, found)


def _move_clocks(row: Moving, passed: Passed, *, by: Actor, at: datetime) -> list[str]:
    """Let the record's promises follow its move; the fields that changed by it."""
    begins = bool(getattr(row, "begins_clocks", False))
    if not isinstance(row, Clocked) or passed.is_nothing or not (begins or getattr(row, "has_clocks", False)):
        return []
    row.due_at = follow(lambda: row.matter, row.stream, row.label, passed, begins=begins, by=by, at=at)
    return ["due_at"]


def locked(row: M) -> M:
    """The row as it is now, locked until the transaction ends.

    Not against rows that merely point to it (NO KEY): a note on a case would else wait for the whole move, and two
    acts that point to each other's rows would wait in a circle.
    """
    found: list[M] = _locking(type(row))(row.pk)
    return _only(row, found)


def lock_ahead(row: Moving) -> Ahead:
    """What `locked` and `move` ask first, to be asked in one trip with other questions of a block."""
    return _locking(type(row)).ahead(row.pk)


def _lockable(kind: type[M]) -> QuerySet[M]:
    return kind._default_manager.select_for_update(of=("self",), no_key=True)


@cache
def _locking(kind: type[Any]) -> Prepared[Any]:
    return Prepared[Any](lambda pk: _lockable(kind).filter(pk=pk))


@cache
def _locking_with_clocks(kind: type[Any]) -> Prepared[Any]:
    def asked(about: tuple[Lifecycle, str], pk: int, stream: str) -> QuerySet[Any]:
        lifecycle, target = about
        begins = Exists(beginning(lifecycle.courses, target))
        rows = _lockable(kind).filter(pk=pk)
        found: QuerySet[Any] = rows.annotate(has_clocks=has_clocks(stream), begins_clocks=begins)
        return found

    return Prepared[Any](asked)


def _only(row: M, found: list[M]) -> M:
    if not found:
        raise type(row).DoesNotExist(f"{row.label} is gone.")
    return found[0]


def check_version(row: Moving, seen: int | None) -> None:
    """Refuse when the page was made from an older version of the row; None means the asker does not care."""
    if seen is not None and seen != row.version:
        raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))


def _plain(value: object) -> object:
    return getattr(value, "pk", value)
