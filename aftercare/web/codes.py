"""Bar codes and QR codes as drawings for a page."""

import base64
import io

import segno
from barcode.codex import Code128
from barcode.writer import SVGWriter

_BARS = {"module_width": 0.33, "module_height": 13.0, "quiet_zone": 3.3, "write_text": False}
"""Millimetres: one module of 0.33 mm is what hand scanners read from arm's length; ten modules stay free beside it."""


def code128(text: str) -> str:
    """A Code 128 of the text, as a data address."""
    out = io.BytesIO()
    Code128(text, writer=SVGWriter()).write(out, options=_BARS)
    return _address(out.getvalue())


def qr(text: str) -> str:
    """A QR code of the text, as a data address; a quarter of it may be torn or smeared."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return _address(out.getvalue())


def _address(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
