"""Writing what somebody asked to take out of a list, as a job: what he may see is asked when it is written."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from aftercare.kernel.actor import Actor
from aftercare.lists.commands.exports import begin, fail, finish, write_rows
from aftercare.lists.models import Export
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.rights import Right
from aftercare.returns.queries.exporting import Reader, rows_of, sought_by

RETURNS = "returns"

log = logging.getLogger(__name__)


def write_export(pk: UUID | str, *, clock: Callable[[], datetime]) -> None:
    """Write one export. May run twice: one that is done, given up or forgotten is left as it is."""
    export = Export.objects.select_related("member").filter(pk=pk).first()
    if export is None or not export.is_open:
        return None
    actor = actor_of_member(export.member)
    if not _may(export, actor):
        log.info("The export %s is not written: who asked for it may no longer see the list.", export.pk)
        return fail(export, at=clock())
    try:
        finish(export, _write(export, actor), by=actor, at=clock())
    except Exception:
        fail(export, at=clock())
        raise
    return None


def _may(export: Export, actor: Actor) -> bool:
    return export.list == RETURNS and export.member.is_active and actor.may(Right.RETURNS_SEE)


def _write(export: Export, actor: Actor) -> int:
    found = sought_by(actor, export.sought)
    begin(export, total=found.order_by().count())
    columns = [heading["key"] for heading in export.headings]
    in_full = export.in_full and actor.may(Right.CONTACTS_REVEAL)
    return write_rows(export, rows_of(found, columns, Reader(export.words, export.language, in_full)))
