"""How things stand: what `aftercare status` says."""

import aftercare
from aftercare.cli import run_state
from aftercare.cli.installation import cluster, connected, has_own_server
from aftercare.cli.saying import say
from aftercare.embedded.cluster import status
from config.env import home


def report() -> bool:
    """Say what runs; tells whether Aftercare is up."""
    state = run_state.read(home())
    is_up = state is not None and state.is_up
    if state and is_up:
        say(f"Aftercare {aftercare.__version__} is up at {state.facts.get('address', 'an unknown address')}.")
    else:
        say(f"Aftercare {aftercare.__version__} is not up.")
    say(f"Home: {home()}")
    left = "" if is_up else ", left behind; “aftercare down” ends it"
    for entry in state.living if state else ():
        say(f"{entry.name.capitalize()}: process {entry.pid}{left}")
    say(_database())
    return is_up


def _database() -> str:
    if has_own_server():
        with connected("app") as connection:
            return f"Database: your own server, PostgreSQL {connection.info.parameter_status('server_version')}"
    found = status(cluster())
    if not found.version:
        return "Database: not made yet"
    how = f"process {found.pid}" if found.running else "not running"
    return f"Database: embedded PostgreSQL {found.version}, {how}, {found.size / 2**20:.0f} MB in {found.data}"
