"""Bringing an installation to the state this version needs. Runs as the database's owner, inside Django."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from aftercare.cli.demo.loading import is_loaded
from aftercare.cli.installation import child_environment, connection_of
from aftercare.cli.messages import compile_messages
from aftercare.cli.saying import Refusal, say
from aftercare.cli.statics import build_statics
from aftercare.cli.tables import make_tables
from aftercare.cli.tidying import tidy_rewritten
from aftercare.journal.commands.keeping import fit_to_server, protect_entries
from aftercare.org.models import Member

_RIGHTS = """
    GRANT USAGE ON SCHEMA public TO {user};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {user};
"""


def prepare(*, demo: bool) -> None:
    """Translations, tables, rights, static files, and the demo company when wanted and not there yet."""
    compile_messages()
    with _one_at_a_time():
        if migrate():
            tidy_rewritten()
        _give_rights()
        if fit_to_server():
            say("The journal came from another server; its readers go on where they were.")
    (settings.AFTERCARE_HOME / "files").mkdir(mode=0o700, parents=True, exist_ok=True)
    if build_statics():
        say("Static files built.")
    if demo and not is_loaded():
        _load_demo()
    if not Member.objects.exists():
        say("Nobody can sign in yet. In another shell: aftercare member create")


def migrate() -> int:
    """Bring the tables up to date; raises Refusal when a newer version made them. Returns how many steps it took."""
    executor = MigrationExecutor(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("aftercare.")}
    applied = {key for key in executor.loader.applied_migrations if key[0] in ours}
    unknown = applied - set(executor.loader.disk_migrations)
    if unknown:
        raise Refusal(
            "This database was made by a newer version of Aftercare; this one would damage it. "
            f"Install that version, or restore a backup of this one. (Unknown: {'.'.join(min(unknown))}.)"
        )
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps and not executor.loader.applied_migrations:
        say("Making the database’s tables …")
        make_tables()
    elif steps:
        say("Updating the tables …")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return steps


def _give_rights() -> None:
    """The application's role works with rows; entries of the journal it can only add and read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = str(cursor.fetchone()[0])
        application = str(connection_of("app").get("user") or owner)
        if application != owner:
            cursor.execute(sql.SQL(_RIGHTS).format(user=sql.Identifier(application)))
    protect_entries(owner, application)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several machines may start on one database at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('aftercare prepare'))")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('aftercare prepare'))")


def _load_demo() -> None:
    """In a process of its own, since it acts as the application and not as the owner."""
    command = [sys.executable, "-P", "-m", "aftercare.cli", "demo"]
    done = subprocess.run(command, env=child_environment(AFTERCARE_DB_ROLE="app"), check=False)
    if done.returncode:
        raise Refusal("The demo company could not be loaded.")
