"""Handing mails to a mail server: one connection for many, each mail's fate known by itself."""

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from aftercare.notifications.channels.email.addresses import needs_utf8, why_not, wired
from aftercare.notifications.channels.email.answers import (
    content_refused,
    never_handed_over,
    recipient_refused,
    said_by,
    sender_refused,
    text_of,
)
from aftercare.notifications.channels.email.compose import compose
from aftercare.notifications.channels.email.wire import Wired, greet, wire_to
from aftercare.notifications.terms import Connection, Outcome, Parcel, Receipt

_FINE = (250, 251)
_LOOK_EVERY_SECONDS = 0.25


class Bell:
    """Rings when something takes too long: who drips a byte now and then never lets the socket's time-out come.

    One thread looks at all of it, since a mail takes less time than starting a thread.
    """

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self._seconds, self._ring = seconds, ring
        self._rings_at: float | None = None
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None

    @contextmanager
    def set(self) -> Iterator[None]:
        """Rings unless this block ends in time."""
        if self._watcher is None:
            self._stopped = threading.Event()
            self._watcher = threading.Thread(target=self._watch, args=[self._stopped], name="mail-bell", daemon=True)
            self._watcher.start()
        self._rings_at = time.monotonic() + self._seconds
        try:
            yield
        finally:
            self._rings_at = None

    def stop(self) -> None:
        """Until it is set again."""
        self._stopped.set()
        self._watcher = None

    def _watch(self, stopped: threading.Event) -> None:
        while not stopped.wait(_LOOK_EVERY_SECONDS):
            rings_at = self._rings_at
            if rings_at is not None and time.monotonic() > rings_at:
                self._ring()


class SmtpLine:
    """Connects with the first mail. What fails before the mail itself was sent surely did not arrive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._server: Wired | None = None
        self._bell = Bell(2 * connection.timeout_seconds, self._cut)

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one mail over; after any trouble the next one begins with a new connection."""
        if why := why_not(parcel.to, parcel.to_name):
            return Receipt(Outcome.BAD_ADDRESS, sentence=f"This is no e-mail address: {why}"[:500])
        if why := why_not(parcel.sender, parcel.sender_name):
            return Receipt(Outcome.OUR_FAULT, sentence=f"Our own address is no e-mail address: {why}"[:500])
        try:
            in_utf8 = needs_utf8(parcel.to) or needs_utf8(parcel.sender)
            content = compose(parcel, in_utf8=in_utf8).as_bytes()
            with self._bell.set():
                server = self._connected()
                refusal = _enveloped(server, parcel, in_utf8=in_utf8)
        except Exception as away:  # nothing was handed over yet, so it may be tried again whatever it was
            self.close()
            return never_handed_over(away)
        return self._reset(refusal) if refusal else self._handed_over(server, content, parcel)

    def close(self) -> None:
        """Hang up, politely if possible."""
        if self._server:
            with suppress(Exception), self._bell.set():
                self._server.quit()
            self._server.close()
            self._server = None
        self._bell.stop()

    def _handed_over(self, server: smtplib.SMTP, content: bytes, parcel: Parcel) -> Receipt:
        """From here on a lost connection leaves it open whether the mail arrived."""
        try:
            with self._bell.set():
                code, said = server.data(content)
        except smtplib.SMTPDataError as refused:
            return self._reset(content_refused(refused.smtp_code, refused.smtp_error))
        except Exception as broken:
            self.close()
            return Receipt(
                Outcome.UNCLEAR, sentence=f"The connection broke while it was handed over: {said_by(broken)}"
            )
        if code == 250:
            return Receipt(Outcome.TAKEN, parcel.message_id, text_of(said))
        return self._reset(content_refused(code, said))

    def _reset(self, receipt: Receipt) -> Receipt:
        if self._server:
            try:
                with self._bell.set():
                    self._server.rset()
            except Exception:  # what became of this mail is known, whatever the next one needs
                self.close()
        return receipt

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = wire_to(self._connection)  # known before it is greeted, so that a slow greeting can be cut
            greet(self._server, self._connection)
        return self._server

    def _cut(self) -> None:
        if self._server:
            self._server.cut()


def _enveloped(server: smtplib.SMTP, parcel: Parcel, *, in_utf8: bool) -> Receipt | None:
    """Sender and recipient told; a receipt when either is refused."""
    server.ehlo_or_helo_if_needed()
    if in_utf8 and not server.has_extn("smtputf8"):
        return _ascii_only(parcel)
    options = ["SMTPUTF8", "BODY=8BITMIME"] if in_utf8 else []
    code, said = server.mail(wired(parcel.sender), options)
    if code not in _FINE:
        return sender_refused(code, said)
    code, said = server.rcpt(wired(parcel.to))
    if code not in _FINE:
        return recipient_refused(code, said, parcel)
    return None


def _ascii_only(parcel: Parcel) -> Receipt:
    """The address is no worse for it: another mail server may take it. A sender like that is to be set otherwise."""
    sentence = "The mail server takes no address with letters beyond ASCII before the “@” (it does not offer SMTPUTF8)."
    if needs_utf8(parcel.sender):
        return Receipt(Outcome.OUR_FAULT, sentence=f"Our own address cannot be told: {sentence}")
    return Receipt(Outcome.REFUSED, sentence=sentence)
