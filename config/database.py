"""Which database: DATABASE_URL's server, else the embedded one of AFTERCARE_HOME."""

from pathlib import Path
from typing import Any

import dj_database_url

from aftercare.embedded.cluster import Cluster, parameters
from config.env import env_int, env_text


def database(home: Path) -> dict[str, Any]:
    """Django's DATABASES entry. AFTERCARE_DB_ROLE=owner is for migrations; everything else runs as the application."""
    url = env_text("DATABASE_OWNER_URL") if _as_owner() else ""
    url = url or env_text("DATABASE_URL")
    found: dict[str, Any] = dict(dj_database_url.parse(url)) if url else _embedded(home)
    timeout = env_int("AFTERCARE_STATEMENT_TIMEOUT_MS", 0)
    options: dict[str, Any] = {
        "application_name": env_text("AFTERCARE_PROCESS", "aftercare"),
        # A server that swallows packets would otherwise hold every request, and /health, for minutes.
        "connect_timeout": 5,
        # Django switches prepared statements off unless this is a number. Its own cursors never prepare;
        # `aftercare.rows` asks for it statement by statement.
        "prepare_threshold": 5,
    }
    if timeout:
        options["options"] = f"-c statement_timeout={timeout}"
    return {
        **found,
        "ENGINE": "config.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**found.get("OPTIONS", {}), **options},
    }


def _as_owner() -> bool:
    return env_text("AFTERCARE_DB_ROLE") == "owner"


def _embedded(home: Path) -> dict[str, Any]:
    cluster = Cluster.at(home)
    found = parameters(cluster, "owner" if _as_owner() else "app", "aftercare")
    return {
        "NAME": found.dbname,
        "USER": found.user,
        "PASSWORD": found.password,
        "HOST": found.host,
        "PORT": str(found.port),
    }
