"""A PostgreSQL server of our own for every run, and a migrated template that each worker clones."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.template import Context
from django.template.base import Template
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as profiles
from psycopg.sql import SQL, Composed, Identifier
from pytest_django import DjangoDbBlocker

from aftercare.embedded.cluster import Cluster, Parameters, parameters, stop
from tests.emptying import empty_quickly
from tests.rooms import quick_place
from tests.templates import serve

# A busy machine is slow; what an example shows it shows late.
profiles.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
profiles.load_profile("suite")
TEMPLATE = "template_aftercare"
HOME_VARIABLE = "AFTERCARE_TEST_PG_HOME"


def pytest_configure(config: pytest.Config) -> None:
    """Start the server and migrate the template once, before any worker is born."""
    # A shell's background job ignores Ctrl-C, and one under nohup the end of its terminal; every program under test
    # that is to be stopped by them would too.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    home = Path(tempfile.mkdtemp(prefix="aftercare-pg-", dir=quick_place()))
    os.environ[HOME_VARIABLE] = str(home)
    serve(home, TEMPLATE)


_LONG = ("tests/kill", "tests/cli", "tests/browser")
"""What takes minutes, and waits for processes of its own; begun last, it would leave processors idle at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, as they are handed out to workers one after the other."""
    items.sort(key=lambda item: next((n for n, place in enumerate(_LONG) if item.nodeid.startswith(place)), len(_LONG)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is read now stays to the end; looking for garbage in it takes a fifth of this, a twentieth of the run."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run of everything has seen every success code that the API's document names, or it has failed."""
    config = session.config
    is_whole = [Path(arg).name for arg in config.args] == ["tests"] and not config.option.keyword
    if hasattr(config, "workerinput") or config.option.collectonly or not is_whole or session.shouldstop:
        return
    missing = import_module("tests.api.seen").unseen()
    if missing:
        sys.stderr.write(f"\nDocumented and never seen: {missing}\n")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove everything it kept."""
    home = os.environ.get(HOME_VARIABLE)
    if home and not hasattr(config, "workerinput"):
        stop(Cluster.at(Path(home)))
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_left_over() -> Iterator[None]:
    """A request leaves its reader's language in its thread, and counts and figures in the cache: not for the next."""
    yield
    translation.deactivate()
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def whole_pages_tell(django_test_environment: None) -> Iterator[None]:
    """Tests read what a page was made of. Django keeps it anew for each of its parts, a tenth of what pages take."""
    keep = Template._render  # type: ignore[attr-defined]

    def render(template: Template, context: Context) -> str:
        return keep(template, context) if context.template is template else template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session")
def test_cluster() -> Cluster:
    """The run's own server."""
    return Cluster.at(Path(os.environ[HOME_VARIABLE]))


@pytest.fixture(scope="session")
def django_db_setup(test_cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Clone the template for this worker; a clone costs a tenth of the migrations."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_{worker}_{os.getpid()}"
    owner = parameters(test_cluster, "owner", "postgres")
    _run(owner, SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(TEMPLATE)))
    found = {
        "NAME": name,
        "USER": owner.user,
        "PASSWORD": owner.password,
        "HOST": str(owner.host),
        "PORT": str(owner.port),
    }
    connections["default"].settings_dict.update(found)
    settings.DATABASES["default"].update(found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_quickly)
        yield
    connections.close_all()
    _run(owner, SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="module")
def whole_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around a file's tests: what its fixtures of this scope make is made once, and each test goes back
    to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _run(who: Parameters, statement: Composed) -> None:
    told = {"host": str(who.host), "port": who.port, "user": who.user, "password": who.password, "dbname": who.dbname}
    with psycopg.connect("", autocommit=True, **told) as connection:  # type: ignore[arg-type]
        connection.execute(statement)
