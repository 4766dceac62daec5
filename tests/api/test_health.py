"""Whether the installation can work, told to whoever watches it."""

import time

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

import aftercare
from aftercare.api import health as health_module


def beat(seconds_ago: int) -> None:
    """A worker whose heart beat so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.django_db
def test_all_is_well_when_a_worker_beats(client: Client) -> None:
    beat(seconds_ago=300)
    beat(seconds_ago=20)
    found = client.get("/health")
    assert (found.status_code, found.json()) == (
        200,
        {"status": "ok", "database": "ok", "worker": "ok", "journal": "ok", "version": aftercare.__version__},
    )
    assert found.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("beats", [[], [61], [3600]])
def test_a_worker_that_no_longer_beats_is_named(client: Client, beats: list[int]) -> None:
    for seconds in beats:
        beat(seconds)
    found = client.get("/health")
    assert (found.status_code, found.json()["status"]) == (503, "failing")
    assert (found.json()["database"], found.json()["worker"]) == ("ok", "no heartbeat for a minute")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_named_at_once_even_with_a_session(client: Client, settings: Settings) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    connection.close()
    real = dict(connection.settings_dict)
    connection.settings_dict.update({"HOST": "127.0.0.1", "PORT": "1"})
    began = time.monotonic()
    try:
        found = client.get("/health", headers={"Host": "10.0.0.7"})
        api = client.get("/api/v1/returns", headers={"Authorization": "Bearer ac_00000000_" + "0" * 40})
    finally:
        connection.settings_dict.update(real)
        connection.close()
    assert (found.status_code, found.json()["database"], found.json()["worker"]) == (
        503,
        "does not answer",
        "unknown",
    )
    assert b"Traceback" not in found.content
    assert (api.status_code, api.json()["code"], api.headers["Retry-After"]) == (503, "unavailable", "5")
    assert time.monotonic() - began < 5


@pytest.mark.django_db
def test_a_database_that_is_too_slow_counts_as_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow() -> bool:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(health_module, "_worker_is_alive", slow)
    assert client.get("/health").json()["database"] == "does not answer"
