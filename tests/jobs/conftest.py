"""The queue is empty before every test; Django does not know its tables well enough to empty them itself."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """Remove what was queued for good, by this test or by another one before it."""
    marker = request.node.get_closest_marker("django_db")
    for_good = bool(marker and marker.kwargs.get("transaction"))
    if for_good:
        _empty(request)
    elif marker:
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
    yield
    if for_good:
        _empty(request)


def _empty(request: pytest.FixtureRequest) -> None:
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE")
