"""Photos: judged by content, stripped of what they tell about their maker."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from aftercare.files.commands import FileTooLarge, NotAPhoto, remove_orphans, store_photo
from aftercare.files.models import StoredFile
from aftercare.files.queries import content_of, stored_paths
from tests.factories.people import AGENT, MONDAY

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def store(content: bytes, name: str = "photo.jpg", most: int = MB) -> StoredFile:
    """Hand a photo in."""
    return store_photo(content, name, max_bytes=most, by=AGENT, at=MONDAY)


@pytest.mark.shows("RET-38")
@pytest.mark.parametrize(
    ("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_type_is_told_by_content_whatever_the_name(kind: str, content_type: str) -> None:
    stored = store(picture(kind), "../../etc/passwd\x00.exe")
    assert (stored.content_type, stored.name, stored.width, stored.height) == (content_type, "passwd.exe", 60, 40)
    assert Image.open(io.BytesIO(content_of(stored))).size == (60, 40)
    assert Image.open(io.BytesIO(content_of(stored, thumbnail=True))).format == "JPEG"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\xe0cut",
    ],
)
def test_what_is_no_photo_is_refused_and_not_kept(content: bytes) -> None:
    with pytest.raises(NotAPhoto):
        store(content, "photo.jpg")
    assert StoredFile.objects.count() == 0


def test_place_and_maker_do_not_travel_with_the_photo() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif[0x0112] = 6
    stored = store(picture(exif=exif, comment=b"secret comment") + b"<?php trailing ?>")
    content = content_of(stored)
    assert b"SecretMaker" not in content
    assert b"secret comment" not in content
    assert b"trailing" not in content
    assert (stored.width, stored.height) == (40, 60)  # turned upright by the orientation that is gone now
    assert not Image.open(io.BytesIO(content)).getexif()


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(FileTooLarge) as refusal:
        store(b"x" * (MB + 1), most=MB)
    assert refusal.value.sentence == "“photo.jpg” is larger than 1 MB."


def test_a_bomb_of_pixels_is_refused() -> None:
    with pytest.raises((FileTooLarge, NotAPhoto)):
        store(picture("PNG", (9000, 9000)))
    assert StoredFile.objects.count() == 0


def test_orphans_are_removed_and_named_files_stay() -> None:
    stored = store(picture())
    orphan = default_storage.save("2020/01/orphan/photo", ContentFile(b"left by a crash"))
    assert remove_orphans(stored_paths(), before=timezone.now() - timedelta(days=1)) == 0
    assert remove_orphans(stored_paths(), before=timezone.now() + timedelta(days=1)) >= 1
    assert not default_storage.exists(orphan)
    assert content_of(stored)


def test_files_are_readable_by_their_owner_alone() -> None:
    stored = store(picture())
    assert Path(default_storage.path(stored.path)).stat().st_mode & 0o777 == 0o600
