"""How far an import of a file has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import Conflict
from aftercare.orders.models import ImportRun
from aftercare.org.models import Shop
from aftercare.rows.whole import whole


class RunElsewhere(Conflict):
    """Another process imports the same file."""

    code = "run_elsewhere"


@dataclass(frozen=True)
class SourceFile:
    """What is imported: `kind` of records, read by which mapping; the hash is of the unpacked content."""

    kind: str
    mapping: str
    name: str
    digest: str


def begin_run(shop: Shop, source: SourceFile, *, at: datetime) -> ImportRun:
    """The open run of this file, or a new one from its beginning."""
    run, _made = ImportRun.objects.get_or_create(
        kind=source.kind,
        shop=shop,
        mapping=source.mapping,
        file_hash=source.digest,
        ended_at=None,
        defaults={"file_name": source.name[:200], "began_at": at, "moved_at": at},
    )
    return run


@whole()
def advance_run(
    run: ImportRun, position: int, *, counts: Mapping[str, int], rejects_bytes: int, at: datetime
) -> ImportRun:
    """Note that everything before `position` is settled; raises RunElsewhere when somebody else moved the run."""
    moved = ImportRun.objects.filter(pk=run.pk, position=run.position, ended_at=None).update(
        position=position, counts=dict(counts), rejects_bytes=rejects_bytes, moved_at=at
    )
    if not moved:
        raise RunElsewhere(_("Another process is importing this file right now. This one stops."))
    run.position, run.counts, run.rejects_bytes, run.moved_at = position, dict(counts), rejects_bytes, at
    return run


def end_run(run: ImportRun, *, at: datetime) -> ImportRun:
    """The file is through; importing it again begins a new run."""
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    return run
