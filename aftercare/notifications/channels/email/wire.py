"""A connection to a mail server that can be cut from outside, from its first byte on."""

import smtplib
import socket
import ssl
from contextlib import suppress

from aftercare.notifications.terms import Connection


class Wired(smtplib.SMTP):
    """Keeps a second hold of its socket: while TLS is agreed upon, the first belongs to nobody who could be asked."""

    _host: str
    _hold: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._hold = sock.dup()
        return sock

    def cut(self) -> None:
        """End the connection under whoever waits for it."""
        if self._hold:
            with suppress(OSError):
                self._hold.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        hold, self._hold = self._hold, None
        if hold:
            hold.close()
        super().close()


class _WiredTls(smtplib.SMTP_SSL, Wired):
    """The same, encrypted from the first byte."""


def wire_to(to: Connection) -> Wired:
    """A wire that is not laid yet: `greet` connects it."""
    if to.security == "tls":
        return _WiredTls(timeout=to.timeout_seconds, context=ssl.create_default_context())
    return Wired(timeout=to.timeout_seconds)


def greet(server: Wired, to: Connection) -> None:
    """Connect, encrypt, sign in; raises what goes wrong."""
    server._host = to.host  # the name that its certificate must be for; smtplib knows it only from its constructor
    code, said = server.connect(to.host, to.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, said)
    if to.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if to.username:
        server.login(to.username, to.secret)
