"""Marks that lead an answer back to its case or message, and that nobody can make who has not received one."""

import hashlib
import hmac
import re

_MARK = re.compile(r"\b([cmupr])(\d{1,18})\.([0-9a-f]{20})\b")

CASE, MESSAGE, PERSON, RATING = "c", "m", "p", "r"


def mark(kind: str, number: int, key: str) -> str:
    """`c17.9f0c…`: what it leads to and a seal of 80 bits."""
    return f"{kind}{number}.{_seal(kind, number, key)}"


def marked(text: str, kind: str, key: str) -> list[int]:
    """The numbers of all true marks of a kind in a text, in their order."""
    return [
        int(number)
        for found, number, seal in _MARK.findall(text)
        if found == kind and hmac.compare_digest(seal, _seal(kind, int(number), key))
    ]


def _seal(kind: str, number: int, key: str) -> str:
    return hmac.new(key.encode(), f"thread:{kind}:{number}".encode(), hashlib.sha256).hexdigest()[:20]
