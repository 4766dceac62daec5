"""Documents and videos are known by their content; programs, macros and bombs are refused, whatever their names."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.files.rules.papers import MOST_UNPACKED, Harmful, Paper, kind_of


def packed(*names: str, mimetype: str = "") -> bytes:
    """A ZIP with parts of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        if mimetype:
            box.writestr("mimetype", mimetype)
        for name in names:
            box.writestr(name, "x")
    return out.getvalue()


def bomb() -> bytes:
    """A small file that claims to unpack to very much."""
    small = bytearray(packed("word/document.xml"))
    place = small.rindex(b"PK\x01\x02") + 24
    small[place : place + 4] = (MOST_UNPACKED + 1).to_bytes(4, "little")
    return bytes(small)


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("bill.pdf", b"%PDF-1.7\n%%EOF", "pdf"),
        ("letter.docx", packed("[Content_Types].xml", "word/document.xml"), "docx"),
        ("list.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("letter.odt", packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(20), "mp4"),
        ("film", b"\x00\x00\x00\x14ftypqt  " + bytes(20), "mov"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20), "heic"),
        ("film.webm", b"\x1a\x45\xdf\xa3\x01\x00webm" + bytes(20), "webm"),
        ("notes.txt", "第一行\nsecond".encode(), "txt"),
    ],
)
def test_what_it_is_is_read_from_its_content(name: str, content: bytes, ending: str) -> None:
    kind = kind_of(content, name)
    assert kind
    assert kind.ending == ending


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bill.pdf", b"MZ\x90\x00"),
        ("film.mp4", b"\x7fELF\x02"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /"),
        ("page.pdf", b"  <!DOCTYPE html><script>"),
        ("picture.svg", b"<svg onload=alert(1)>"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("act.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript >>"),
        ("start.pdf", b"%PDF-1.7 << /S /Launch >>"),
        ("macro.docx", packed("word/document.xml", "word/vbaProject.bin")),
        ("bomb.docx", bomb()),
        ("broken.zip", b"PK\x03\x04 no zip at all"),
    ],
)
def test_what_could_do_harm_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Harmful):
        kind_of(content, name)


@pytest.mark.parametrize(
    ("name", "content"),
    [("any.zip", packed("readme.txt")), ("data.bin", b"\x00\x01"), ("notes.txt", b"\xff\xfe"), ("x.txt", b"a\x00b")],
)
def test_other_kinds_are_not_kept(name: str, content: bytes) -> None:
    assert kind_of(content, name) is None


@settings(max_examples=25)
@given(st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\x1a\x45\xdf\xa3", b"0000ftyp"]), st.binary(max_size=200))
def test_reading_a_kind_breaks_on_nothing(head: bytes, rest: bytes) -> None:
    try:
        found = kind_of(head + rest, "a.txt")
    except Harmful:
        return
    assert found is None or isinstance(found, Paper)
