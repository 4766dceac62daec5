"""The web server: `python -P -m config.serving HOST PORT`.

All pages are loaded once, here, and the processes that answer are forked from what is loaded: they share its memory,
one that died is there again at once, and nobody's first page waits for the others to be loaded.
"""

import gc
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections
from django.urls import reverse
from granian import Granian

from config.wsgi import application

Door = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def serve(host: str, port: int) -> None:
    """Answer until told to stop."""
    server = Granian(
        "config.wsgi:application", address=host, port=port, interface="wsgi", websockets=False, log_level="warning",
        workers=2, blocking_threads=4, respawn_failed_workers=True, respawn_interval=0.5, workers_kill_timeout=10,
    )  # fmt: skip
    load()
    server.serve(target_loader=door, wrap_loader=False)


def load() -> None:
    """What the first page would load. A connection would be shared with every fork, so none is left open."""
    reverse("home")
    connections.close_all()
    # What is here stays; a fork that looked through it for garbage would get a copy of it all.
    gc.collect()
    gc.freeze()


def door() -> Door:
    """The application, for a process that answers; loaded there where processes are not forked."""
    return application


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
