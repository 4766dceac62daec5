"""Finding stored files. Who may see one is decided by the room that holds the link to it."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from aftercare.files.models import StoredFile


def content_of(stored: StoredFile, *, thumbnail: bool = False) -> bytes:
    """The bytes of the picture or of its thumbnail."""
    with default_storage.open(stored.thumbnail_path if thumbnail else stored.path) as source:
        content: bytes = source.read()
        return content


def stored_paths() -> Iterator[str]:
    """Every path that a row names."""
    for path, thumbnail in StoredFile.objects.values_list("path", "thumbnail_path").iterator():
        yield path
        if thumbnail:
            yield thumbnail
