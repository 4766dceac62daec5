"""An import that is killed in the middle goes on where it was, and nothing is there twice."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction

from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.terms import Asked
from aftercare.customers.models import Customer
from aftercare.journal.models import Entry
from aftercare.kernel.errors import Conflict
from aftercare.orders.commands.import_runs import SourceFile, advance_run, begin_run
from aftercare.orders.models import ImportRun, Order, OrderLine
from tests.factories.people import MONDAY
from tests.factories.shop import scene
from tests.imports.samples import rejects_of, shop_file

ROOT = Path(__file__).parents[2]

# Dies at the third batch, after its rows and rejected lines were written and before the commit.
CHILD = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from aftercare.cli.imports import orders
from aftercare.cli.imports.terms import Asked
honest, calls = orders.advance_run, []
def dying(*args, **named):
    honest(*args, **named)
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
orders.advance_run = dying
orders.import_orders(Asked(Path(sys.argv[1]), mapping="online-retail", rejects=Path(sys.argv[2]), batch=10))
"""


def file_of(folder: Path, count: int) -> Path:
    """An export of `count` orders of three lines, every fifth with a line to reject."""
    rows = []
    for n in range(count):
        price = "-1" if n % 5 == 0 else "2.55"
        rows += [f"{500000 + n},{85100 + k},HOLDER {k},1,2010-12-01T08:26:00,2.55,{17000 + n},EIRE" for k in range(2)]
        rows.append(f"{500000 + n},85199,HOLDER,1,2010-12-01T08:26:00,{price},{17000 + n},EIRE")
    return shop_file(folder, *rows)


def child_environment() -> dict[str, str]:
    told = settings.DATABASES["default"]
    host = quote(str(told["HOST"]), safe="")
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{host}:{told['PORT']}/{told['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.test_settings"}


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_where_it_was(tmp_path: Path) -> None:
    file, rejects = file_of(tmp_path, 40), tmp_path / "rejects.csv"
    command = [sys.executable, "-c", CHILD, str(file), str(rejects)]
    killed = subprocess.run(command, cwd=ROOT, env=child_environment(), capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr.decode()
    run = ImportRun.objects.get()
    assert (run.ended_at, run.position, Order.objects.count()) == (None, 24, 8)
    assert rejects.stat().st_size > run.rejects_bytes

    import_orders(Asked(file, mapping="online-retail", rejects=rejects, batch=10))

    run.refresh_from_db()
    assert (run.ended_at is None, run.position) == (False, 120)
    assert (Order.objects.count(), OrderLine.objects.count(), Customer.objects.count()) == (40, 112, 40)
    assert Entry.objects.filter(kind="orders.order.take").count() == 40
    assert run.counts["orders new"] == 40
    assert run.counts["lines rejected"] == 8
    assert [int(line.split(",")[0]) for line in rejects_of(rejects)] == [4, 19, 34, 49, 64, 79, 94, 109]


@pytest.mark.django_db
def test_two_imports_of_one_file_do_not_run_beside_each_other() -> None:
    place = scene()
    source = SourceFile("orders", "aftercare", "orders.csv", "0" * 64)
    one, other = begin_run(place.shop, source, at=MONDAY), begin_run(place.shop, source, at=MONDAY)
    advance_run(one, 10, counts={"orders new": 1}, rejects_bytes=0, at=MONDAY)
    with transaction.atomic(), pytest.raises(Conflict, match="Another process is importing this file"):
        advance_run(other, 10, counts={"orders new": 1}, rejects_bytes=0, at=MONDAY)
    assert ImportRun.objects.get().position == 10
