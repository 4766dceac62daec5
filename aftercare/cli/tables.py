"""The tables of an empty database. Django's own `migrate` makes the same ones in six times the processor time."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class OneByOne(ProjectState):
    """The tables so far, as Python classes; a step that changes one of them has that one drawn anew.

    Django draws everything anew that is related to it, over any number of corners, since a step may also work on rows
    with the classes of before. An empty database has no rows but what steps put there themselves, and statements for
    its tables name others by name alone.
    """

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:  # noqa: ARG002
        """Draw this one anew, once anything is drawn at all."""
        if "apps" in self.__dict__:
            self._reload({(app_label, model_name.lower())})  # type: ignore[attr-defined]  # unknown to the stubs


def make_tables() -> None:
    """Take all steps on an empty database, and then whatever `migrate` does beside the steps."""
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.leaf_nodes()
    executor.migrate(nodes, state=OneByOne(real_apps=executor.loader.unmigrated_apps))
    call_command("migrate", interactive=False, verbosity=0)
