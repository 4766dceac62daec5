"""How static files are named and served: hashed names, so that browsers may keep them for ever."""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = r"""(?P<matched>import(?P<names>[^;"']*?)from\s*["'](?P<url>\./[^"']+)["'];)"""


class Remembered(StaticFilesStorage):
    """Works out the address of a file once: every page names thirty, which took a quarter of what its frame takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._addresses: dict[str | None, str] = {}
        super().__init__(*args, **kwargs)

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """As told before, unless something besides the name is asked."""
        if args or kwargs:
            return super().url(name, *args, **kwargs)
        found = self._addresses.get(name)
        if found is None:
            found = self._addresses[name] = super().url(name)
        return found


class Storage(Remembered, CompressedManifestStaticFilesStorage):
    """Hashes our script modules too: an `import` names the hashed file, so an upgrade never mixes versions.

    Only ours: Django's own switch would also read the packaged libraries, whose text it does not understand.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("aftercare/js/*.js", ((_IMPORT, 'import%(names)sfrom "%(url)s";'),)),
    )

    def save_manifest(self) -> None:
        """Files that were gathered anew may have other names."""
        super().save_manifest()
        self._addresses.clear()
