"""Whether this installation can work: asked by whoever watches it, without a key."""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

import aftercare
from aftercare.rows.whole import whole

PATH = "/health"
_ALIVE = """
    SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds')
"""
_ASIDE = "SELECT count(*) FROM (SELECT FROM journal_setaside LIMIT 1000) AS told"


class Health:
    """Answers before sessions and hosts are looked at: those need the database, and probes use bare addresses."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == PATH else self.answer(request)


def health(_request: HttpRequest) -> HttpResponse:
    """200 when database and worker answer; 503 with the part that does not.

    Entries that a reader set aside are told, but fail nothing: everything after them is served.
    """
    database, worker, journal = _parts()
    is_well = database == worker == "ok"
    body = {
        "status": "ok" if is_well else "failing",
        "database": database,
        "worker": worker,
        "journal": journal,
        "version": aftercare.__version__,
    }
    response = JsonResponse(body, status=200 if is_well else 503, headers={"Cache-Control": "no-store"})
    response._has_been_logged = True  # type: ignore[attr-defined]  # the answer is for who asked, not a fault of ours
    return response


health.access = "open"  # type: ignore[attr-defined]


def _parts() -> tuple[str, str, str]:
    try:
        alive, aside = _worker_is_alive(), _set_aside()
    except Error:
        return "does not answer", "unknown", "unknown"
    return "ok", "ok" if alive else "no heartbeat for a minute", f"{aside} entries set aside" if aside else "ok"


def _worker_is_alive() -> bool:
    with whole(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 2000")
        cursor.execute(_ALIVE)
        return bool(cursor.fetchone()[0])


def _set_aside() -> int:
    with whole(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 2000")
        cursor.execute(_ASIDE)
        return int(cursor.fetchone()[0])
