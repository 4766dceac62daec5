"""Work that needs Django. It is named by a string, so that `--help` and refusals come without loading it."""

import importlib
import os
from typing import Any

import django
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError

from aftercare.cli.installation import Role, connection_of, database_at_hand, has_own_server
from aftercare.cli.saying import Refusal, one_line
from config.loading import loading


def perform(target: str, *arguments: Any, role: Role = "app", **named: Any) -> Any:
    """Call `module:function` with the database at hand; raises Refusal when that cannot be reached or is not set up."""
    if has_own_server():
        connection_of(role)
    with database_at_hand():
        try:
            return _load(target, role)(*arguments, **named)
        except OperationalError as away:
            raise Refusal(f"The database does not answer: {one_line(away)}.") from away
        except ProgrammingError as unknown:
            if "does not exist" not in str(unknown):
                raise
            raise Refusal("The database is not set up yet. Run “aftercare up” first.") from unknown
        finally:
            _let_go()


def _load(target: str, role: Role) -> Any:
    module, _, name = target.partition(":")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if role == "owner":
        os.environ["AFTERCARE_DB_ROLE"] = "owner"
    with loading():
        django.setup()
        return getattr(importlib.import_module(module), name)


def _let_go() -> None:
    """An idle connection would keep the database from stopping at once."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
