"""Tells the operator when the service answers, and where."""

import threading
import time
import urllib.error
import urllib.request

from aftercare.cli.saying import complain, say

_PAUSE = 0.1
_PATIENCE = 60.0
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Herald(threading.Thread):
    """Knocks at /health until everything is well, says so once, and goes."""

    def __init__(self, health: str, address: str, began_at: float) -> None:
        super().__init__(name="herald", daemon=True)
        self._health = health
        self._address = address
        self._began_at = began_at
        self._dismissed = threading.Event()

    def run(self) -> None:
        """Knock; after a minute tell what is missing instead."""
        ends_at = time.monotonic() + _PATIENCE
        words = ""
        while not self._dismissed.wait(_PAUSE):
            words = self._knock()
            if not words:
                seconds = time.monotonic() - self._began_at
                say(f"\n  Aftercare answers at {self._address} (after {seconds:.1f} s). Ctrl-C stops it.\n")
                return
            if time.monotonic() > ends_at:
                complain(f"Aftercare does not answer as it should: {words}. “aftercare check” may tell why.")
                return

    def dismiss(self) -> None:
        """No more knocking."""
        self._dismissed.set()

    def _knock(self) -> str:
        """What is not well; nothing when all is."""
        try:
            with _DIRECT.open(self._health, timeout=5):
                return ""
        except urllib.error.HTTPError as error:
            with error:
                return error.read(500).decode(errors="replace")
        except OSError as error:
            return str(error)
