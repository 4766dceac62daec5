"""A mailbox of our own that speaks as much IMAP as reading it needs."""

import re
import socketserver
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


class Keeper(socketserver.StreamRequestHandler):
    """Serves one connection."""

    box: Box

    def handle(self) -> None:
        """Until it is hung up."""
        self.say("* OK box ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            word = rest.split(" ")[0].upper()
            answer = getattr(self, f"do_{word.lower()}", self.do_nothing)(rest)
            self.say(f"{tag} {answer}")
            if word == "LOGOUT":
                return

    def say(self, text: str) -> None:
        """One line."""
        self.wfile.write(text.encode() + b"\r\n")

    def do_nothing(self, _rest: str) -> str:
        """Whatever else is asked."""
        return "OK done"

    def do_capability(self, _rest: str) -> str:
        """What it speaks."""
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, rest: str) -> str:
        """The right password, or none."""
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


@contextmanager
def post_box() -> Iterator[Box]:
    """A mailbox on this machine."""
    box = Box()
    with _Server(("127.0.0.1", 0), type("OurKeeper", (Keeper,), {"box": box})) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
