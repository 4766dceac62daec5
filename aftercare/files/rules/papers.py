"""What a file is, by its content and never by its name; and which kinds could do harm."""

import io
import zipfile
from dataclasses import dataclass

_OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
_OPEN = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_BRANDS = {b"qt  ": ("video/quicktime", "mov"), b"heic": ("image/heic", "heic"), b"heix": ("image/heic", "heic")}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xd0\xcf\x11\xe0")
"""Windows, Linux, script, Java and macOS programs; the last is the old Office format, which may carry macros."""

_ACTS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_MACROS = ("vbaproject.bin", "vbadata.xml", "activex", "scripts/", "basic/", "oleobject")
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5000
_TEXT = ("txt", "csv", "log", "eml")


@dataclass(frozen=True)
class Paper:
    """A kind that is kept: how it is served, and how its name ends."""

    content_type: str
    ending: str


class Harmful(Exception):
    """It is, or could hide, a program."""


def kind_of(content: bytes, name: str) -> Paper | None:
    """What it is; None for a kind that is not kept. Raises Harmful for programs, scripts, macros and bombs."""
    head = content[:64]
    if head.startswith(_PROGRAMS) or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise Harmful
    if head.startswith(b"%PDF-"):
        return _pdf(content)
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    if head[4:8] == b"ftyp":
        return Paper(*_BRANDS.get(head[8:12], ("video/mp4", "mp4")))
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return Paper("video/webm", "webm")
    return _plain(content, name)


def _pdf(content: bytes) -> Paper:
    if any(act in content for act in _ACTS):
        raise Harmful
    return Paper("application/pdf", "pdf")


def _packed(content: bytes) -> Paper | None:
    """A document in a ZIP: no macros, nothing that unpacks to more than a server wants to see."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            parts = box.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Harmful
            names = {part.filename for part in parts}
            mime = box.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as broken:
        raise Harmful from broken
    if any(macro in name.lower() for name in names for macro in _MACROS):
        raise Harmful
    if mime in _OPEN:
        return Paper(mime, _OPEN[mime])
    return next((Paper(*kind) for part, kind in _OFFICE.items() if part in names), None)


def _plain(content: bytes, name: str) -> Paper | None:
    """Text is believed only where its name says so and nothing in it is none."""
    if name.rpartition(".")[2].lower() not in _TEXT:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    is_text = all(c.isprintable() or c in "\r\n\t\f" for c in text[:100_000])
    return Paper("text/plain; charset=utf-8", "txt") if is_text else None
