"""How fast a file of orders is imported, beside COPY of the same rows into the same tables' twins."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from aftercare.cli.imports.mappings.own import REQUIRED
from aftercare.cli.installation import child_environment, cluster
from aftercare.cli.saying import say
from aftercare.embedded.connection import connect
from aftercare.orders.models import Order, OrderLine
from benchmarks.terms import Figure, Options

_MORE = ("customer", "customer_name", "customer_phone", "freight", "shipped_at", "signed_at")
_LINES = 20
"""Lines of one order, as many as the wholesale export of a shop has on average."""
_TABLES = (Order._meta.db_table, OrderLine._meta.db_table)


def measure_imports(options: Options) -> list[Figure]:
    """`aftercare import orders` of one file into one shop after the other, each beside COPY of the rows it made."""
    say("Measuring imports …")
    ours, copied, peaks, small = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for repeat in range(options.repeats):
            file = Path(folder) / "orders.csv"
            started = f"I{time.time_ns()}"
            file.write_text("\n".join(_csv(started, options.import_lines)) + "\n")
            seconds, peak = _import(file, f"bench-{repeat % 5 + 1}")
            ours.append(options.import_lines / seconds)
            peaks.append(peak)
            file.write_text("\n".join(_csv(f"{started}S", options.import_lines // 10)) + "\n")
            small.append(_import(file, f"bench-{repeat % 5 + 1}")[1])
            copied.append(options.import_lines / _copy(started, Path(folder)))
    return [
        Figure("COPY of orders and lines", "lines/s", copied),
        Figure("aftercare import orders", "lines/s", ours, "COPY", copied),
        Figure("its memory at most", "MiB", peaks, "a tenth of the lines", small),
    ]


def _csv(prefix: str, count: int) -> Iterator[str]:
    yield ",".join((*REQUIRED, *_MORE))
    began = datetime(2026, 1, 1, tzinfo=UTC)
    for n in range(count):
        order, line = divmod(n, _LINES)
        at = began + timedelta(minutes=order)
        goods = f"GD-{line:05d},graphite lamp {line},{1 + n % 4},{n % 90}.99"
        buyer = f"reader-{order % 4000},Buyer {order % 4000},+999{order % 4000:010d}"
        yield f"{prefix}-{order},{at.isoformat()},EUR,{goods},{buyer},4.90,{at.isoformat()},{at.isoformat()}"


def _import(file: Path, shop: str) -> tuple[float, float]:
    """Seconds that it took, and the largest resident size of the process in MiB."""
    command = [sys.executable, "-m", "aftercare.cli", "import", "orders", str(file), "--shop", shop]
    began = time.perf_counter()
    with subprocess.Popen(command, env=child_environment(), stdout=subprocess.DEVNULL, cwd=file.parent) as running:
        _pid, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def _copy(prefix: str, folder: Path) -> float:
    """Seconds that COPY takes for the rows of this import, with all indexes and checks but foreign keys."""
    with connect(cluster(), "aftercare") as admin:
        rows = [_taken_out(admin, table, prefix, folder) for table in _TABLES]
        began = time.perf_counter()
        for table, content in zip(_TABLES, rows, strict=True):
            with admin.cursor().copy(f"COPY bench_{table} FROM STDIN".encode()) as copy:
                copy.write(content.read_bytes())
        took = time.perf_counter() - began
        for table in _TABLES:
            admin.execute(f"DROP TABLE bench_{table}".encode())
    return took


def _taken_out(admin: psycopg.Connection, table: str, prefix: str, folder: Path) -> Path:
    chosen = f"SELECT id FROM orders_order WHERE number LIKE '{prefix}-%'"
    key = "id" if table == _TABLES[0] else "order_id"
    target = folder / f"{table}.copy"
    admin.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)".encode())
    query = f"COPY (SELECT * FROM {table} WHERE {key} IN ({chosen})) TO STDOUT"
    with admin.cursor().copy(query.encode()) as copy, target.open("wb") as file:
        for part in copy:
            file.write(part)
    return target
