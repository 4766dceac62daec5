"""Translations made ready for use, without asking the system for gettext's programs."""

from pathlib import Path

import polib

import aftercare

LOCALE = Path(aftercare.__file__).parent / "locale"


def compile_messages(folder: Path = LOCALE) -> int:
    """Write the .mo beside every .po that is newer than it; returns how many were written."""
    written = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        draft = target.with_name(f".{target.name}.new")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
        written += 1
    return written
