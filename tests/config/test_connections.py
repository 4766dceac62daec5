"""A thread whose connection the server ended serves the next request as if nothing had happened."""

import psycopg
import pytest
from django.db import OperationalError, connection

from aftercare.embedded.cluster import Cluster, parameters

pytestmark = pytest.mark.django_db(transaction=True)


def _end_ours(cluster: Cluster) -> None:
    """As a restart of the server does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    found = parameters(cluster, "admin", "postgres")
    told = {"host": str(found.host), "port": found.port, "user": found.user, "password": found.password}
    with psycopg.connect("", dbname="postgres", autocommit=True, **told) as other:  # type: ignore[arg-type]
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours]).fetchone() == (True,)


def _asks() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 42")
        return bool(cursor.fetchone() == (42,))


def test_a_connection_that_ended_unseen_is_replaced(test_cluster: Cluster) -> None:
    _end_ours(test_cluster)
    assert not connection.is_usable()
    connection.close()
    assert _asks()


def test_a_connection_that_broke_in_a_request_is_replaced_in_the_next(test_cluster: Cluster) -> None:
    _end_ours(test_cluster)
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert (connection.is_usable(), connection.errors_occurred) == (False, True)
    connection.close_if_unusable_or_obsolete()
    assert _asks()
