"""One spelling for many: case, accents, full-width digits; and where Chinese, Japanese and Korean text begins."""

import re
import unicodedata

# Letters that carry a stroke instead of an accent; Unicode does not take them apart.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>[^\\W_{_CJK}]+)")
_SYLLABLE = re.compile(f"[{_CJK}]")


def fold(text: str) -> str:
    """The text without case, accents and width, as both documents and questions are compared."""
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_bare(char) for char in flat).translate(_STROKES)


def runs(text: str) -> list[tuple[bool, str]]:
    """The words of a folded text in their order: (whether it is Chinese, Japanese or Korean, the word)."""
    return [(match.lastgroup == "cjk", match.group()) for match in _RUN.finditer(text)]


def compact(text: str) -> str:
    """Letters and digits of a folded text, nothing between them: `rt2611000418`."""
    return "".join(word for _is_cjk, word in runs(text))


def _bare(char: str) -> str:
    if char.isascii() or _SYLLABLE.match(char):
        return char
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
