"""Found by Django through DATABASES["default"]["ENGINE"]."""

import select
from typing import Any

from django.db.backends.postgresql import base, operations

_MOST_PREPARED = 1000


class DatabaseOperations(operations.DatabaseOperations):
    """Tells what was asked by a statement that was prepared before, too, for who counts statements."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """The statement as it was sent; of a prepared one psycopg keeps its name alone, so its text."""
        return super().last_executed_query(cursor, sql, params) or str(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked whether it lives only when there is a reason to doubt it."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """With room for every statement that `aftercare.rows` prepares: one that is pushed out is planned again."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = _MOST_PREPARED
        return connection

    def is_usable(self) -> bool:
        """False when the server has gone.

        Django asks the server at the start of every request. A server that ends a connection says so, and a socket on
        which nothing waits to be read was not ended: then the trip is saved.
        """
        # A connection that is known to be broken has no socket to look at, and asking it for one is an error.
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return super().is_usable() if line.poll(0) else True
