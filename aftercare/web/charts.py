"""The charts' script among the static files: taken out of a package at set-up, never kept in the repository."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SCRIPT = "charts/vega-embed.js"
"""Its name among the static files."""


class PackagedScripts(BaseFinder):
    """Lets static files find what was taken out of packages."""

    def check(self, **_: Any) -> list[Any]:
        """Nothing can be set wrongly."""
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """The file's place on disk; an empty list when it is not this one."""
        found = [str(_script())] if path == SCRIPT and _script().exists() else []
        return found if find_all or not found else found[0]

    def list(self, _ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """The script, with the storage that holds it."""
        if _script().exists():
            yield SCRIPT, FileSystemStorage(location=_script().parent.parent)


def _script() -> Path:
    place: Path = settings.CHARTS_SCRIPT
    return place
