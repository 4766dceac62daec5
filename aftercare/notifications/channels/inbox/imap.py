"""Reading a mailbox over IMAP: what is new, one by one; what has been taken in is marked as seen."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from aftercare.notifications.terms import Connection

MOST_AT_ONCE = 50
AWAY = (OSError, imaplib.IMAP4.error)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Letter:
    """A mail in the box; `raw` is empty when it is larger than we read."""

    uid: str
    raw: bytes
    size: int


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

    def new(self, *, most_bytes: int) -> Iterator[Letter]:
        """What nobody has seen, oldest first; reading does not mark it, so that nothing is lost when we die now."""
        _status, found = self._box.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").decode().split() if found else []
        for uid in uids[:MOST_AT_ONCE]:
            size = self._size(uid)
            yield Letter(uid, self._raw(uid) if size <= most_bytes else b"", size)

    def seen(self, letter: Letter) -> None:
        """It is taken in."""
        self._box.uid("STORE", letter.uid, "+FLAGS", "(\\Seen)")

    def close(self) -> None:
        """Hang up."""
        with suppress(*AWAY):
            self._box.logout()

    def _size(self, uid: str) -> int:
        _status, found = self._box.uid("FETCH", uid, "(RFC822.SIZE)")
        text = b" ".join(part if isinstance(part, bytes) else b"".join(part) for part in found if part)
        size = _SIZE.search(text)
        return int(size[1]) if size else 0

    def _raw(self, uid: str) -> bytes:
        _status, found = self._box.uid("FETCH", uid, "(BODY.PEEK[])")
        return next((part[1] for part in found if isinstance(part, tuple)), b"")


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
