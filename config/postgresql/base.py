"""Found by Django through DATABASES["default"]["ENGINE"]."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked whether it lives only when there is a reason to doubt it."""

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
