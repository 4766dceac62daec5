"""Pictures, and what pretends to be one."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def jpeg(*, maker: str = "", size: tuple[int, int] = (60, 40)) -> bytes:
    """A small JPEG; with `maker` it tells in its metadata who made it."""
    out = io.BytesIO()
    exif = Image.Exif()
    if maker:
        exif[0x010F] = maker
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    """A file as a browser sends it; name and kind are whatever the sender says."""
    return SimpleUploadedFile(name, content, content_type=kind)


HTML = b"<!doctype html><script>fetch('/returns/')</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
POLYGLOT = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//"
CUT_JPEG = b"\xff\xd8\xff\xe0<html><body onload=alert(1)>"
