"""What is asked over the network, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Question:
    """One request. It waits `timeout_seconds` for the whole answer.

    `may_be_private` lets the address stand inside our own network, and on this machine without TLS.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout_seconds: int
    may_be_private: bool = False


@dataclass(frozen=True)
class Heard:
    """An answer as it came: status, and the beginning of its body."""

    status: int
    body: bytes


class Why(StrEnum):
    """Why there is no answer.

    BLOCKED: our own guard kept the question back. NOT_SENT: nobody could be reached, so nothing left.
    SILENT: it left, and nobody knows what became of it.
    """

    BLOCKED = "blocked"
    NOT_SENT = "not_sent"
    SILENT = "silent"


@dataclass(frozen=True)
class Unheard:
    """No answer, and why."""

    why: Why
    sentence: str


def one_line(text: str, most: int) -> str:
    """What another system said, in one line without control characters, cut."""
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())[:most]
