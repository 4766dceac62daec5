"""One exchange over the network: guarded, to a checked address, within its time, without following redirects."""

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from aftercare.billing.gateways.http.guard import Blocked, addresses_of
from aftercare.billing.terms import Connection, Outcome, Reply

_LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Heard:
    """An answer as it came: status, and the beginning of its body."""

    status: int
    body: bytes


def exchange(method: str, url: str, headers: dict[str, str], body: bytes, connection: Connection) -> Heard | Reply:
    """Ask and listen. Whatever hinders is a reply: BLOCKED, NOT_SENT before anything left, SILENT afterwards."""
    parts = urlsplit(url)
    try:
        line = _connected(parts, connection)
    except Blocked as blocked:
        return Reply(Outcome.BLOCKED, sentence=str(blocked))
    except (OSError, UnicodeError) as away:
        return Reply(Outcome.NOT_SENT, sentence=f"Nobody can be reached: {_said(away)}.")
    # A gateway that sends a byte now and then would never let a socket's own time-out come.
    bell = threading.Timer(connection.timeout_seconds, _cut, [line.sock])
    bell.start()
    try:
        line.request(method, parts.path or "/", body or None, headers)
        answer = line.getresponse()
        return Heard(answer.status, answer.read(_LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as broken:
        return Reply(Outcome.SILENT, sentence=f"No answer came: {_said(broken)}.")
    finally:
        bell.cancel()
        line.close()


def _connected(parts: SplitResult, connection: Connection) -> http.client.HTTPConnection:
    """A connection to an address that the guard has looked at, not to what the name says a moment later."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    line = http.client.HTTPConnection(host, port, timeout=connection.timeout_seconds)
    sock = _reached(addresses_of(parts, may_be_private=connection.may_be_private), port, connection.timeout_seconds)
    if parts.scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
    line.sock = sock
    return line


def _reached(addresses: list[str], port: int, seconds: float) -> socket.socket:
    """The first of the addresses that answers."""
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), timeout=seconds)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
