"""A mail server of our own, which delivers, refuses, breaks and is killed upon, as it is told."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

Hook = Callable[["Clerk"], str]


@dataclass
class Office:
    """What came in, and how the clerks behave at each word."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    hooks: dict[str, Hook] = field(default_factory=dict)
    port: int = 0
    lines: list[str] = field(default_factory=list)
    context: ssl.SSLContext | None = None

    def read(self) -> list[EmailMessage]:
        """The mails as mail programs see them."""
        found = [message_from_bytes(content, policy=policy.default) for _sender, _to, content in self.mails]
        return [mail for mail in found if isinstance(mail, EmailMessage)]


class Clerk(socketserver.StreamRequestHandler):
    """Serves one connection."""

    disable_nagle_algorithm = True

    office: Office
    sender = to = ""
    content = b""

    def handle(self) -> None:
        """Until it is hung up."""
        self.say(self._asked("GREET", "220 office ready"))
        while line := self.rfile.readline():
            text = line.decode().strip()
            self.office.lines.append(text)
            word = text.split(" ")[0].upper().partition(":")[0]
            answer = self._answer(word, text)
            if not answer:
                return
            self.say(answer)
            if word == "STARTTLS" and self.office.context:
                self.request = self.office.context.wrap_socket(self.request, server_side=True)
                self.setup()
            if word == "QUIT":
                return

    def finish(self) -> None:
        """Hang up; an encrypted line is another than the one that the server knows."""
        super().finish()
        self.request.close()

    def say(self, text: str) -> None:
        """One line back."""
        try:
            self.wfile.write(f"{text}\r\n".encode())
        except OSError:
            return

    def _answer(self, word: str, text: str) -> str:
        if word == "MAIL":
            self.sender = _between(text)
        if word == "RCPT":
            self.to = _between(text)
        if word == "DATA":
            go_on = self._asked("DATA", "354 go on")
            if not go_on.startswith("354"):
                return go_on
            self.say(go_on)
            return self._take()
        usual = {"QUIT": "221 bye"}.get(word, "250 fine")
        return self._asked(word, usual)

    def _take(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.content = b"".join(lines)
        before = self._asked("BEFORE", "go")
        if before != "go":
            return before
        self.office.mails.append((self.sender, self.to, self.content))
        return self._asked("AFTER", "250 taken")

    def _asked(self, word: str, usual: str) -> str:
        hook = self.office.hooks.get(word)
        return hook(self) if hook else usual


def _between(text: str) -> str:
    return text[text.index("<") + 1 : text.index(">")]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who does not trust the certificate hangs up; that is no fault of the server."""


@contextmanager
def post_office() -> Iterator[Office]:
    """A mail server on this machine."""
    office = Office()
    handler = type("OurClerk", (Clerk,), {"office": office})
    with _Server(("127.0.0.1", 0), handler) as server:
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
