"""Fonts for paper. A PDF whose font lacks a character shows an empty box and nobody is told, so this is checked.

The font comes with the installation (Noto Sans CJK, all Chinese forms in one file), so paper looks the same on every
machine; the system's own fonts are asked for scripts that it lacks.
"""

import importlib
import importlib.util
import os
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext_noop as _
from fontTools.ttLib import TTCollection

from aftercare.kernel.errors import DomainError

PACKAGE = "noto_cjk_sans_otc"
FONT_FILE = "NotoSansCJK-Regular.ttc"
FAMILIES = {"zh-hant": "Noto Sans CJK TC"}
"""The font family by language; every other language takes USUAL."""
USUAL = "Noto Sans CJK SC"
SAMPLE = "退貨单貨员ñ¿€¥£–·×"
"""Simplified, traditional, Spanish and signs of money: what every slip must be able to show."""

_SYSTEM = "/etc/fonts/fonts.conf"
_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">{system}</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class CannotPrint(DomainError):
    """This machine cannot make PDFs; the sentence says what to install."""

    code = "cannot_print"
    status = 503


def cjk_font_available() -> bool:
    """Whether the font that paper is set in is here and has every sign of SAMPLE."""
    font = font_path()
    return font is not None and _has_all(str(font))


def printing_fault() -> str:
    """What keeps this machine from printing, in a sentence for the operator; empty when nothing does."""
    if not cjk_font_available():
        return _("The font for paper is missing or incomplete: install the package noto-cjk-sans-otc again.")
    if engine() is None:
        return _("PDFs cannot be made: the system library Pango is missing. Install it (Debian: libpango-1.0-0).")
    return ""


def engine() -> Any:
    """The PDF engine, or None when the system lacks the libraries that it draws with.

    It is loaded when the first paper is printed: pages must not fail, nor wait half a second more at the start, for a
    system library that only paper needs.
    """
    _configure()
    return _weasyprint()


def font_path() -> Path | None:
    """Where the font file is, or None."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        return None
    path = Path(package.origin).parent / FONT_FILE
    return path if path.is_file() else None


@cache
def _weasyprint() -> Any:
    try:
        return importlib.import_module("weasyprint")
    except OSError:
        return None


@cache
def _configure() -> None:
    """Tell the font library of our font. It reads this variable whenever fonts are looked up."""
    folder = settings.AFTERCARE_HOME / "generated" / "fontconfig"
    (folder / "cache").mkdir(parents=True, exist_ok=True)
    font = font_path()
    config = folder / "fonts.conf"
    told = {
        "system": os.environ.get("FONTCONFIG_FILE", _SYSTEM),
        "fonts": str(font.parent) if font else "",
        "cache": str(folder / "cache"),
    }
    text = _CONFIG.format(**{name: escape(value) for name, value in told.items()})
    if not config.exists() or config.read_text() != text:
        config.write_text(text)
    os.environ["FONTCONFIG_FILE"] = str(config)


@cache
def _has_all(path: str) -> bool:
    families = {USUAL, *FAMILIES.values()}
    with TTCollection(path, lazy=True) as fonts:
        faces = [(str(font["name"].getDebugName(1)), font) for font in fonts]
        # Reading a face's signs takes longer than all the rest, and the file holds ten.
        signs = {family: font.getBestCmap() for family, font in faces if family in families}
    return all(ord(sign) in signs.get(family, {}) for family in families for sign in SAMPLE)
