"""Writing what somebody asked to take out of a list, as a job: what he may see is asked when it is written."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from aftercare.billing.queries import exporting as refunds
from aftercare.kernel.actor import Actor
from aftercare.lists.commands.exports import begin, fail, finish
from aftercare.lists.commands.writing import write_rows
from aftercare.lists.models import Export
from aftercare.lists.queries.reading import Field, Reader, rows_of
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.rights import Right
from aftercare.returns.queries import exporting as returns
from aftercare.returns.queries import register

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A list that can be taken out: the right that opens it, its rows as they were sought, and its columns."""

    right: Right
    sought_by: Callable[[Actor, Mapping[str, Any]], QuerySet[Any]]
    fields: Mapping[str, Field]


SOURCES: Mapping[str, Source] = {
    "returns": Source(Right.RETURNS_SEE, returns.sought_by, returns.FIELDS),
    "refunds": Source(Right.REFUNDS_SEE, refunds.refunds_sought_by, refunds.FIELDS),
    "stock": Source(Right.GOODS_SEE, register.records_sought_by, register.FIELDS),
}
"""By the name under which a list is asked for."""


def write_export(pk: UUID | str, *, clock: Callable[[], datetime]) -> None:
    """Write one export. May run twice: one that is done, given up or forgotten is left as it is."""
    export = Export.objects.select_related("member").filter(pk=pk).first()
    if export is None or not export.is_open:
        return None
    actor, source = actor_of_member(export.member), SOURCES.get(export.list)
    if source is None or not export.member.is_active or not actor.may(source.right):
        log.info("The export %s is not written: who asked for it may no longer see the list.", export.pk)
        return fail(export, at=clock())
    try:
        finish(export, _write(export, source, actor), by=actor, at=clock())
    except Exception:
        fail(export, at=clock())
        raise
    return None


def _write(export: Export, source: Source, actor: Actor) -> int:
    found = source.sought_by(actor, export.sought)
    begin(export, total=found.order_by().count())
    columns = [heading["key"] for heading in export.headings]
    reader = Reader(export.words, export.language, export.in_full and actor.may(Right.CONTACTS_REVEAL))
    return write_rows(export, rows_of(found, columns, source.fields, reader))
