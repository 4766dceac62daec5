"""Taking in a photo: checked by content, turned upright, stripped of metadata, with a thumbnail."""

import hashlib
import io
import warnings
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop as _
from PIL import Image, ImageOps, UnidentifiedImageError

from aftercare.files.models import StoredFile
from aftercare.files.rules import LONGEST_EDGE, MAX_PIXELS, PHOTO_TYPES, THUMBNAIL_EDGE, paper_type, safe_name
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError

_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPhoto(DomainError):
    """The content is none of the accepted pictures."""

    code = "not_a_photo"


class NotAPaper(DomainError):
    """The content is none of the accepted papers."""

    code = "not_a_paper"


class FileTooLarge(DomainError):
    """More bytes or pixels than accepted."""

    code = "file_too_large"
    status = 413


def store_photo(content: bytes, name: str, *, max_bytes: int, by: Actor, at: datetime) -> StoredFile:
    """Keep a photo; the original bytes are not kept, so no place, serial or hidden payload travels with it."""
    if len(content) > max_bytes:
        raise FileTooLarge(_("“%(name)s” is larger than %(mb)d MB."), field="photo", name=name, mb=max_bytes // 1024**2)
    image, kind = _open(content, name)
    clean = _encode(_fitted(image, LONGEST_EDGE), kind)
    digest = hashlib.sha256(clean).hexdigest()
    stored = StoredFile(
        sha256=digest,
        content_type=PHOTO_TYPES[kind],
        name=safe_name(name),
        size=len(clean),
        width=image.width,
        height=image.height,
        uploaded_by=by.key,
        uploaded_at=at,
    )
    folder = PurePosixPath(f"{at:%Y/%m}") / stored.id.hex
    stored.path = default_storage.save(str(folder / "photo"), ContentFile(clean))
    thumbnail = _encode(_fitted(image, THUMBNAIL_EDGE), "JPEG")
    stored.thumbnail_path = default_storage.save(str(folder / "thumbnail"), ContentFile(thumbnail))
    stored.save(force_insert=True)
    return stored


def store_paper(content: bytes, name: str, *, max_bytes: int, by: Actor, at: datetime) -> StoredFile:
    """Keep a report: PDF, a spreadsheet or plain text, told by its content; anything else is refused."""
    if len(content) > max_bytes:
        raise FileTooLarge(_("“%(name)s” is larger than %(mb)d MB."), field="file", name=name, mb=max_bytes // 1024**2)
    kind = paper_type(content)
    if not kind:
        raise NotAPaper(_("“%(name)s” is no PDF, spreadsheet or text."), field="file", name=name)
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(sha256=digest, content_type=kind, name=safe_name(name), size=len(content))
    stored.uploaded_by, stored.uploaded_at = by.key, at
    folder = PurePosixPath(f"{at:%Y/%m}") / stored.id.hex
    stored.path = default_storage.save(str(folder / "paper"), ContentFile(content))
    stored.save(force_insert=True)
    return stored


def remove_orphans(known: Iterable[str], *, before: datetime) -> int:
    """Delete stored content that no row names, as a crash between disk and commit leaves it; returns how many.

    Content younger than `before` stays: its transaction may still commit.
    """
    kept = set(known)
    removed = 0
    for path in _walk(""):
        if path not in kept and default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
            removed += 1
    return removed


def _walk(folder: str) -> Iterable[str]:
    folders, names = default_storage.listdir(folder)
    for name in names:
        yield f"{folder}/{name}".lstrip("/")
    for inner in folders:
        yield from _walk(f"{folder}/{inner}".lstrip("/"))


def _open(content: bytes, name: str) -> tuple[Image.Image, str]:
    refusal = NotAPhoto(_("“%(name)s” is not a JPEG, PNG or WebP picture."), field="photo", name=safe_name(name))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=list(PHOTO_TYPES))
            if image.width * image.height > MAX_PIXELS:
                raise FileTooLarge(_("The picture has too many pixels."), field="photo")
            kind = image.format or ""
            image.load()
            upright = ImageOps.exif_transpose(image)
    except _UNREADABLE as bad:
        raise refusal from bad
    return upright, kind


def _fitted(image: Image.Image, edge: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((edge, edge))
    return smaller


def _encode(image: Image.Image, kind: str) -> bytes:
    """The picture's pixels written anew: EXIF, GPS, comments and trailing bytes stay behind."""
    out = io.BytesIO()
    opaque = image.convert("RGB") if kind == "JPEG" else image.convert("RGBA" if "A" in image.getbands() else "RGB")
    opaque.info.clear()
    opaque.save(out, kind, quality=85)
    return out.getvalue()
