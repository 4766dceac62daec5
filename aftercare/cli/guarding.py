"""The database is nobody's child, so the supervisor does not see it die; this guard does, and starts it again."""

import os
import select
import threading

from aftercare.cli.saying import complain, say
from aftercare.embedded.cluster import Cluster, ensure_running
from aftercare.embedded.errors import EmbeddedError
from aftercare.embedded.pid_file import server_of
from aftercare.embedded.processes import Process, same

_SECOND_TRY = 5.0


class Guard(threading.Thread):
    """Keeps the cluster's server running from `start` to `dismiss`. It sleeps until the server ends."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(name="guard of the database", daemon=True)
        self._cluster = cluster
        self._dismissed = threading.Event()
        self._bell, self._button = os.pipe()

    def run(self) -> None:
        """Wait for the server's end, start it again, and so on."""
        while not self._dismissed.is_set():
            server = server_of(self._cluster.data)
            if server:
                self._wait_for_end(server)
            if not self._dismissed.is_set():
                self._start_again()

    def dismiss(self) -> None:
        """The server may end now; returns when the guard has gone."""
        self._dismissed.set()
        os.write(self._button, b".")
        if self.is_alive():
            self.join()

    def _wait_for_end(self, server: Process) -> None:
        if not hasattr(os, "pidfd_open"):
            while same(server) and not self._dismissed.wait(1):
                pass
            return
        try:
            handle = os.pidfd_open(server.pid)
        except OSError:
            self._dismissed.wait(1)
            return
        try:
            if same(server):
                select.select([handle, self._bell], [], [])
        finally:
            os.close(handle)

    def _start_again(self) -> None:
        try:
            ensure_running(self._cluster)
            say("The database had ended; it runs again.")
        except EmbeddedError as error:
            complain(error.sentence)
            self._dismissed.wait(_SECOND_TRY)
