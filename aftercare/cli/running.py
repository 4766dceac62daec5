"""Everything up: database, web server, worker, until Ctrl-C or `aftercare down`."""

import subprocess
import sys
import time

from aftercare.cli.installation import child_environment, cluster, has_own_server
from aftercare.cli.saying import say
from aftercare.embedded.cluster import ensure_database, ensure_running, stop
from config.env import env_int

_SERVER = ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]


def up() -> None:
    """Make the database ready, then serve until Ctrl-C."""
    port = env_int("PORT", 8000)
    began = time.monotonic()
    if not has_own_server():
        ensure_running(cluster())
        ensure_database(cluster(), "aftercare")
    ours = [sys.executable, "-P", "-m"]
    subprocess.run([*ours, "aftercare.cli", "prepare"], env=child_environment(), check=True)
    command = [*ours, *_SERVER, "--port", str(port), "config.wsgi:application"]
    with subprocess.Popen(command, env=child_environment()) as web:
        say(f"Aftercare answers at http://127.0.0.1:{port} ({time.monotonic() - began:.1f} s). Ctrl-C stops it.")
        try:
            web.wait()
        except KeyboardInterrupt:
            web.terminate()
    if not has_own_server():
        stop(cluster())
