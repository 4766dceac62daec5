"""Exports: asked for, written by a job, fetched, forgotten. What personal data leaves the house, the journal knows."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_noop as _
from procrastinate import App
from procrastinate.contrib.django import app as found

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.lists.models import Export
from aftercare.lists.queries.exports import expired
from aftercare.lists.terms import ExportState, Wanted
from aftercare.org.models import Member
from aftercare.rows.whole import whole

app: App = found
TASK = "aftercare.jobs.tasks.write_export"
KEPT = timedelta(hours=24)
"""How long a file can be fetched: it holds other people's data, and a new one is a minute away."""

MOST_AT_ONCE = 3


class TooManyExports(DomainError):
    """He waits for several already."""

    code = "too_many_exports"


@whole()
def ask_for_export(member: Member, wanted: Wanted, *, by: Actor, at: datetime) -> Export:
    """Queue an export for this member."""
    open_ones = Export.objects.filter(
        member=member, state__in=[ExportState.WAITING, ExportState.RUNNING], expires_at__gt=at
    )
    if open_ones.count() >= MOST_AT_ONCE:
        raise TooManyExports(_("%(count)d of your exports are still being written; wait for one."), count=MOST_AT_ONCE)
    export = Export.objects.create(
        list=wanted.list,
        member=member,
        format=wanted.format,
        sought=dict(wanted.sought),
        headings=[asdict(heading) for heading in wanted.headings],
        words={column: dict(words) for column, words in wanted.words.items()},
        language=wanted.language,
        in_full=wanted.in_full,
        asked_at=at,
        expires_at=at + KEPT,
    )
    _tell("lists.export.ask", export, by, at, {"filter": export.sought, "in_full": export.in_full})
    app.configure_task(TASK, queue="exports", lock="exports").defer(export=str(export.pk))
    return export


def begin(export: Export, total: int) -> None:
    """The job has taken it up; `total` rows are to come. Nothing of an earlier try is left."""
    Export.objects.filter(pk=export.pk).update(state=ExportState.RUNNING, rows=0, total=total)


@whole()
def finish(export: Export, rows: int, *, by: Actor, at: datetime) -> None:
    """The file can be fetched."""
    export.state, export.rows, export.total, export.ended_at = ExportState.DONE, rows, rows, at
    export.size = path_of(export).stat().st_size
    export.save(update_fields=["state", "rows", "total", "ended_at", "size"])
    _tell("lists.export.write", export, by, at, {"rows": rows})


def fail(export: Export, *, at: datetime) -> None:
    """It came to nothing; its asker may ask again."""
    Export.objects.filter(pk=export.pk).update(state=ExportState.FAILED, ended_at=at)


def fetch(export: Export, *, by: Actor, at: datetime) -> IO[bytes]:
    """The file, opened to be sent; every time is recorded."""
    if not export.is_done or export.expires_at <= at or not path_of(export).exists():
        raise NotFound(_("This file is no longer there. Ask for the export again."))
    _tell("lists.export.fetch", export, by, at, {"rows": export.rows})
    return path_of(export).open("rb")


def forget_expired(*, at: datetime) -> int:
    """Remove the files nobody can fetch any more, and what was asked for them; returns how many."""
    gone = list(expired(at=at))
    for export in gone:
        path_of(export).unlink(missing_ok=True)
        export.delete()
    return len(gone)


def path_of(export: Export) -> Path:
    """Where the file lies. A backup leaves this place out: what lies there can be written again."""
    return Path(settings.EXPORTS_ROOT) / export.file_name


def _tell(kind: str, export: Export, by: Actor, at: datetime, more: dict[str, object]) -> None:
    after = {"list": export.list, "format": export.format, **more}
    record(Fact(kind, f"lists.export:{export.pk.hex[:12]}", by, at, after=after))
