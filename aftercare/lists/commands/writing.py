"""Writing an export's file. Apart from the rest, since what makes workbooks takes long to load: jobs alone need it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from aftercare.lists.commands.exports import path_of
from aftercare.lists.models import Export
from aftercare.lists.rules.sheets import sheet
from aftercare.lists.terms import Cell, Format

_TOLD_EVERY = 1000


def write_rows(export: Export, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the file, telling every thousandth row; returns how many there are."""
    target = path_of(export)
    draft = target.with_suffix(".part")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    heads = [str(heading["label"]) for heading in export.headings]
    written = 0
    with _draft(draft), sheet(draft, Format(export.format), heads) as page:
        for written, row in enumerate(rows, 1):
            page.row(row)
            if written % _TOLD_EVERY == 0:
                Export.objects.filter(pk=export.pk).update(rows=written)
    draft.replace(target)
    return written


@contextmanager
def _draft(path: Path) -> Iterator[None]:
    """A file for our eyes only, gone when it was not finished."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
