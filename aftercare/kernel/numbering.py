"""Numbers that people read to each other: prefix, year and month, running number."""

import secrets
from datetime import datetime

# Without 0/O, 1/I/L and U: a link that is read aloud or typed from paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 26


def case_number(prefix: str, at: datetime, running: int) -> str:
    """`RT-2611-000418`."""
    return f"{prefix}-{at:%y%m}-{running:06d}"


def secret_token() -> str:
    """A link's secret: 26 characters, some 127 bits."""
    drawn = secrets.randbelow(len(_ALPHABET) ** _LETTERS)
    letters = []
    for _ in range(_LETTERS):
        drawn, place = divmod(drawn, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)
