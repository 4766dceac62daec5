"""How static files are named and served: hashed names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Hashes script modules too: an `import` names the hashed file, so an upgrade never mixes versions."""

    support_js_module_import_aggregation = True
