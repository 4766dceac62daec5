"""How static files are named and served: hashed names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = r"""(?P<matched>import(?P<names>[^;"']*?)from\s*["'](?P<url>\./[^"']+)["'];)"""


class Storage(CompressedManifestStaticFilesStorage):
    """Hashes our script modules too: an `import` names the hashed file, so an upgrade never mixes versions.

    Only ours: Django's own switch would also read the packaged libraries, whose text it does not understand.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("aftercare/js/*.js", ((_IMPORT, 'import%(names)sfrom "%(url)s";'),)),
    )
