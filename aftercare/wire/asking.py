"""One exchange over the network: guarded, to a checked address, within its time, without following redirects."""

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from aftercare.wire.guard import Blocked, addresses_of
from aftercare.wire.terms import Heard, Question, Unheard, Why

_LONGEST_ANSWER = 64 * 1024


def ask(question: Question) -> Heard | Unheard:
    """Ask and listen; never raises. A redirect is an answer like any other: nobody is asked in its stead."""
    parts = urlsplit(question.url)
    try:
        line = _connected(parts, question)
    except Blocked as blocked:
        return Unheard(Why.BLOCKED, str(blocked))
    except (OSError, UnicodeError) as away:
        return Unheard(Why.NOT_SENT, f"Nobody can be reached: {_said(away)}.")
    # One that sends a byte now and then would never let a socket's own time-out come.
    bell = threading.Timer(question.timeout_seconds, _cut, [line.sock])
    bell.start()
    try:
        line.request(question.method, parts.path or "/", question.body or None, dict(question.headers))
        answer = line.getresponse()
        return Heard(answer.status, answer.read(_LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as broken:
        return Unheard(Why.SILENT, f"No answer came: {_said(broken)}.")
    finally:
        bell.cancel()
        line.close()


def _connected(parts: SplitResult, question: Question) -> http.client.HTTPConnection:
    """A connection to an address that the guard has looked at, not to what the name says a moment later."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    line = http.client.HTTPConnection(host, port, timeout=question.timeout_seconds)
    sock = _reached(addresses_of(parts, may_be_private=question.may_be_private), port, question.timeout_seconds)
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
