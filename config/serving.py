"""The web server: `python -P -m config.serving HOST PORT`.

All pages are loaded once, here, and the processes that answer are forked from what is loaded: they share its memory,
one that died is there again at once, and nobody's first page waits for the others to be loaded.
"""

import gc
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any, cast

from django.db import connections
from django.urls import reverse
from granian import Granian

from config.loading import loading

Door = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def serve(host: str, port: int) -> None:
    """Answer until told to stop."""
    server = Granian(
        "config.wsgi:application", address=host, port=port, interface="wsgi", websockets=False, log_level="warning",
        workers=2, blocking_threads=4, respawn_failed_workers=True, respawn_interval=0.5, workers_kill_timeout=10,
    )  # fmt: skip
    door()
    server.serve(target_loader=door, wrap_loader=False)


@cache
def door() -> Door:
    """The application with all its pages, as it was loaded before the fork; where none forks, each loads it here."""
    with loading():
        application = import_module("config.wsgi").application
        reverse("home")
        connections.close_all()  # one that is open would be shared with every fork
        gc.collect()
    return cast(Door, application)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
