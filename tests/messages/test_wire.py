"""The connection to a mail server: encrypted where it is wanted, cut when somebody drips, from the first byte on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aftercare.notifications.channels.email.smtp import SmtpLine
from aftercare.notifications.terms import Connection, Outcome
from tests.messages.authority import Authority
from tests.messages.postoffice import Office
from tests.messages.test_poison import parcel

_GIVES_UP_AFTER_BYTES = 150


class Dripper:
    """Says a byte every tenth of a second and never ends a line; `was_cut`: the other side had enough."""

    def __init__(self, head: bytes) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.was_cut = False
        self._head = head

    def drip(self) -> None:
        """To one caller."""
        caller, _address = self.socket.accept()
        with caller:
            caller.settimeout(0.1)
            caller.sendall(self._head)
            for _ in range(_GIVES_UP_AFTER_BYTES):
                try:
                    self.was_cut = caller.recv(4096) == b""
                except TimeoutError:
                    caller.sendall(b"2")
                except OSError:
                    self.was_cut = True
                if self.was_cut:
                    return


@contextmanager
def dripper(head: bytes = b"") -> Iterator[Dripper]:
    """A server that drips after its first words."""
    found = Dripper(head)
    thread = threading.Thread(target=found.drip, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        thread.join()
        found.socket.close()


@pytest.mark.parametrize(
    ("security", "head"),
    [
        ("", b""), ("tls", b""), ("tls", b"\x16\x03\x03\x40\x00"),
        ("starttls", b"220 office\r\n250 STARTTLS\r\n220 go\r\n"),
    ],
    ids=["greeting", "silence", "handshake", "after STARTTLS"],
)  # fmt: skip
def test_who_drips_before_anything_was_said_is_cut_off(security: str, head: bytes) -> None:
    with dripper(head) as server:
        line = SmtpLine(Connection("email", host="127.0.0.1", port=server.port, security=security, timeout_seconds=1))
        assert line.send(parcel()).outcome == Outcome.TRY_LATER
        line.close()
    assert server.was_cut


def test_a_mail_goes_encrypted_to_a_server_whose_certificate_is_trusted(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    office.context = authority.server("127.0.0.1")
    office.hooks["EHLO"] = lambda _clerk: "250-office\r\n250 STARTTLS"
    office.hooks["STARTTLS"] = lambda _clerk: "220 go"
    way = Connection("email", host="127.0.0.1", port=office.port, security="starttls", timeout_seconds=2)
    line = SmtpLine(way)
    assert line.send(parcel()).outcome == Outcome.TAKEN
    assert line.send(parcel(message_id="<2@x>")).outcome == Outcome.TAKEN
    line.close()
    assert (len(office.mails), office.lines.count("STARTTLS")) == (2, 1)


def test_a_server_with_another_ones_certificate_is_told_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    office.context = authority.server("127.0.0.2")
    office.hooks["EHLO"] = lambda _clerk: "250-office\r\n250 STARTTLS"
    office.hooks["STARTTLS"] = lambda _clerk: "220 go"
    way = Connection("email", host="127.0.0.1", port=office.port, security="starttls", timeout_seconds=2)
    line = SmtpLine(way)
    assert line.send(parcel()).outcome == Outcome.TRY_LATER
    line.close()
    assert office.mails == []
