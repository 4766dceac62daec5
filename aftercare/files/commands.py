"""Taking in photos and papers: checked by content; photos turned upright, stripped of metadata, with a thumbnail."""

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
from aftercare.files.rules.papers import Harmful, Paper, kind_of
from aftercare.files.rules.photos import LONGEST_EDGE, MAX_PIXELS, PHOTO_TYPES, THUMBNAIL_EDGE, safe_name
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


class FileTooLarge(DomainError):
    """More bytes or pixels than accepted."""

    code = "file_too_large"
    status = 413


class NotKept(DomainError):
    """Neither a document nor a video that we know."""

    code = "not_kept"


class HarmfulFile(DomainError):
    """A program, a script, macros, or something that pretends."""

    code = "harmful_file"


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
    """Keep a document or video as it came; whoever fetches it saves it, nobody's browser opens it here."""
    called = safe_name(name)
    if len(content) > max_bytes:
        raise FileTooLarge(_("“%(name)s” is larger than %(mb)d MB."), name=called, mb=max_bytes // 1024**2)
    kind = _kind_of(content, called)
    stored = StoredFile(
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=kind.content_type,
        name=_named(called, kind.ending),
        size=len(content),
        uploaded_by=by.key,
        uploaded_at=at,
    )
    path = PurePosixPath(f"{at:%Y/%m}") / stored.id.hex / "paper"
    stored.path = default_storage.save(str(path), ContentFile(content))
    stored.save(force_insert=True)
    return stored


def is_photo(content: bytes) -> bool:
    """Whether it says at its beginning that it is one of the pictures that are shown."""
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or is_webp


def _kind_of(content: bytes, name: str) -> Paper:
    try:
        kind = kind_of(content, name)
    except Harmful as harmful:
        raise HarmfulFile(
            _("“%(name)s” could do harm: it is, or may hide, a program. It was not kept."), name=name
        ) from harmful
    if kind is None:
        raise NotKept(_("“%(name)s” is of a kind that is not kept."), name=name)
    return kind


def _named(name: str, ending: str) -> str:
    """The name, ending as its content says."""
    return name if name.lower().endswith(f".{ending}") else f"{name[: 119 - len(ending)]}.{ending}"


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
