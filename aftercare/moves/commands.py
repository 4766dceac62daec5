"""The one door through which a record changes its state."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import StalePage
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.moves.models import Moving

M = TypeVar("M", bound=Moving)


@transaction.atomic
def move(row: M, action: str, lifecycle: Lifecycle, *, by: Actor, at: datetime, note: str = "", **changes: object) -> M:
    """Lock the row, check the action on its fresh state, set fields, save, and write it into the journal.

    Returns the fresh row. Raises IllegalMove when the table does not know the action from the row's state.
    """
    fresh = locked(row)
    target = lifecycle.target(action, fresh.state)
    before: dict[str, object] = {"state": fresh.state}
    after: dict[str, object] = {"state": target}
    for name, value in changes.items():
        before[name], after[name] = _plain(getattr(fresh, name)), _plain(value)
        setattr(fresh, name, value)
    if target != fresh.state:
        fresh.state, fresh.state_since = target, at
    fresh.version += 1
    fresh.save(update_fields=["state", "state_since", "version", *changes])
    kind = f"{lifecycle.name}.{action}"
    record(Fact(kind, fresh.label, by, at, stream=fresh.stream, before=before, after=after, note=note))
    return fresh


def locked(row: M) -> M:
    """The row as it is now, locked until the transaction ends.

    Not against rows that merely point to it (NO KEY): a note on a case would else wait for the whole move, and two
    acts that point to each other's rows would wait in a circle.
    """
    return type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def check_version(row: Moving, seen: int | None) -> None:
    """Refuse when the page was made from an older version of the row; None means the asker does not care."""
    if seen is not None and seen != row.version:
        raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))


def _plain(value: object) -> object:
    return getattr(value, "pk", value)
