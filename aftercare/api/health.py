"""Whether this installation can work: asked by whoever watches it, without a key."""

from collections.abc import Callable

from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

import aftercare

PATH = "/health"
_ALIVE = """
    SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds')
"""


class Health:
    """Answers before sessions and hosts are looked at: those need the database, and probes use bare addresses."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == PATH else self.answer(request)


def health(_request: HttpRequest) -> HttpResponse:
    """200 when database and worker answer; 503 with the part that does not."""
    database, worker = _parts()
    is_well = database == worker == "ok"
    body = {
        "status": "ok" if is_well else "failing",
        "database": database,
        "worker": worker,
        "version": aftercare.__version__,
    }
    response = JsonResponse(body, status=200 if is_well else 503, headers={"Cache-Control": "no-store"})
    response._has_been_logged = True  # type: ignore[attr-defined]  # the answer is for who asked, not a fault of ours
    return response


health.access = "open"  # type: ignore[attr-defined]


def _parts() -> tuple[str, str]:
    try:
        alive = _worker_is_alive()
    except Error:
        return "does not answer", "unknown"
    return "ok", "ok" if alive else "no heartbeat for a minute"


def _worker_is_alive() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 2000")
        cursor.execute(_ALIVE)
        return bool(cursor.fetchone()[0])
