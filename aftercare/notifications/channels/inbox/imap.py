"""Reading a mailbox over IMAP: what is new, one by one; what has been taken in is marked as seen.

A server may refuse any single question (“NO”), for the moment or for one mail alone; imaplib raises nothing then.
"""

import imaplib
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aftercare.notifications.terms import Connection

AWAY = (OSError, imaplib.IMAP4.error)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Letter:
    """A mail in the box; without `raw` it is larger than we read."""

    uid: str
    raw: bytes | None
    size: int


class NotHandedOut(Exception):
    """The server would not give a mail out this time; it is in the box as before."""


class Mailbox:
    """An open mailbox. Raises AWAY for what goes wrong on the way."""

    def __init__(self, connection: Connection) -> None:
        self._box = _opened(connection)
        try:
            self._box.login(connection.username, connection.secret)
            self._box.select("INBOX")
        except BaseException:
            self._box.shutdown()
            raise

    def new(self) -> list[str]:
        """The numbers of what nobody has seen, oldest first."""
        status, found = self._box.uid("SEARCH", "UNSEEN")
        if status != "OK":
            raise imaplib.IMAP4.error(f"SEARCH: {status} {found}")
        return (found[0] or b"").decode().split() if found else []

    def read(self, uid: str, *, most_bytes: int) -> Letter:
        """One mail, or NotHandedOut; reading does not mark it, so that nothing is lost when we die now."""
        size = self._size(uid)
        return Letter(uid, self._raw(uid) if size <= most_bytes else None, size)

    def seen(self, letter: Letter) -> None:
        """It is taken in."""
        self._box.uid("STORE", letter.uid, "+FLAGS", "(\\Seen)")

    def close(self) -> None:
        """Hang up."""
        with suppress(*AWAY):
            self._box.logout()

    def _size(self, uid: str) -> int:
        found = self._fetched(uid, "(RFC822.SIZE)")
        text = b" ".join(part if isinstance(part, bytes) else b"".join(part) for part in found if part)
        size = _SIZE.search(text)
        if size is None:
            raise NotHandedOut(f"Its size is not told: {text!r:.200}")
        return int(size[1])

    def _raw(self, uid: str) -> bytes:
        found = self._fetched(uid, "(BODY.PEEK[])")
        raw: bytes | None = next((part[1] for part in found if isinstance(part, tuple)), None)
        if raw is None:
            raise NotHandedOut(f"It is not handed out: {found!r:.200}")
        return raw

    def _fetched(self, uid: str, what: str) -> list[Any]:
        try:
            status, found = self._box.uid("FETCH", uid, what)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refused:  # “BAD”: about this question, not about the connection
            raise NotHandedOut(f"{what}: {refused}") from refused
        if status != "OK":
            raise NotHandedOut(f"{what}: {status} {found!r:.200}")
        return found


def _opened(to: Connection) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if to.security == "tls":
        return imaplib.IMAP4_SSL(to.host, to.port, ssl_context=context, timeout=to.timeout_seconds)
    box = imaplib.IMAP4(to.host, to.port, timeout=to.timeout_seconds)
    if to.security == "starttls":
        try:
            box.starttls(context)
        except BaseException:
            box.shutdown()
            raise
    return box
