"""A mailbox of our own that speaks as much IMAP as reading it needs."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """The mails by uid, and which of them were seen."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    port: int = 0
    password: str = "open sesame"
    logins: int = 0
    context: ssl.SSLContext | None = None
    is_tls_at_once: bool = False
    refused: dict[tuple[int, str], str] = field(default_factory=dict)
    """Instead of fetching the size or the body of a mail, this is answered."""


class Keeper(socketserver.StreamRequestHandler):
    """Serves one connection."""

    disable_nagle_algorithm = True

    box: Box

    def handle(self) -> None:
        """Until it is hung up."""
        self.say("* OK box ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            word = rest.split(" ")[0].upper()
            answer = getattr(self, f"do_{word.lower()}", self.do_nothing)(rest)
            self.say(f"{tag} {answer}")
            if word == "STARTTLS" and self.box.context:
                self.encrypt(self.box.context)
            if word == "LOGOUT":
                return

    def say(self, text: str) -> None:
        """One line."""
        self.wfile.write(text.encode() + b"\r\n")

    def setup(self) -> None:
        """Encrypted from the first byte, where the box is such a one."""
        if self.box.context and self.box.is_tls_at_once:
            self.request = self.box.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Hang up; the encrypted line is another than the one that the server knows."""
        super().finish()
        self.request.close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """From here on nobody reads along."""
        self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()

    def do_starttls(self, _rest: str) -> str:
        """Only where there is something to encrypt with."""
        return "OK begin" if self.box.context else "BAD unknown"

    def do_nothing(self, _rest: str) -> str:
        """Whatever else is asked."""
        return "OK done"

    def do_capability(self, _rest: str) -> str:
        """What it speaks."""
        self.say("* CAPABILITY IMAP4rev1" + (" STARTTLS" if self.box.context else ""))
        return "OK done"

    def do_login(self, rest: str) -> str:
        """The right password, or none."""
        self.box.logins += 1
        return "OK done" if self.box.password in rest else "NO wrong"

    def do_select(self, _rest: str) -> str:
        """The one folder."""
        self.say(f"* {len(self.box.mails)} EXISTS")
        return "OK [READ-WRITE] done"

    def do_uid(self, rest: str) -> str:
        """Search, fetch, mark."""
        if rest.startswith("UID SEARCH"):
            self.say("* SEARCH " + " ".join(str(uid) for uid in sorted(set(self.box.mails) - self.box.seen)))
            return "OK done"
        uid = int(re.findall(r"\d+", rest)[0])
        what = "STORE" if "STORE" in rest else "SIZE" if "SIZE" in rest else "BODY"
        if (uid, what) in self.box.refused:
            return self.box.refused[uid, what]
        if "STORE" in rest:
            self.box.seen.add(uid)
        elif "SIZE" in rest:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(self.box.mails[uid])})")
        else:
            raw = self.box.mails[uid]
            self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK done"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who does not trust the certificate hangs up; that is no fault of the server."""


@contextmanager
def post_box(context: ssl.SSLContext | None = None, *, is_tls_at_once: bool = False) -> Iterator[Box]:
    """A mailbox on this machine; with a context it is read over TLS, at once or after STARTTLS."""
    box = Box(context=context, is_tls_at_once=is_tls_at_once)
    with _Server(("127.0.0.1", 0), type("OurKeeper", (Keeper,), {"box": box})) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
