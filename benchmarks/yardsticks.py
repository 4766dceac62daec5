"""What the machine can do without Aftercare: pgbench, and plain psycopg that writes the rows of a small transaction."""

import multiprocessing
import os
import re
import subprocess
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict

import psycopg
from psycopg.conninfo import make_conninfo

from aftercare.embedded.binaries import locate
from aftercare.embedded.cluster import Cluster, parameters
from benchmarks.load import PROCESSES, THREADS

_TABLES = """
DROP TABLE IF EXISTS bench_line, bench_entry, bench_head;
CREATE TABLE bench_head (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number text UNIQUE, at timestamptz, words text);
CREATE TABLE bench_line (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    head bigint NOT NULL REFERENCES bench_head, amount bigint CHECK (amount >= 0), words text);
CREATE INDEX bench_line_head ON bench_line (head);
CREATE TABLE bench_entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject text, content jsonb);
CREATE INDEX bench_entry_subject ON bench_entry (subject, id);
"""


def prepare_yardsticks(cluster: Cluster) -> None:
    """The tables that the yardsticks write to, beside Aftercare's database."""
    told = parameters(cluster, "owner", "pgbench")
    with psycopg.connect(make_conninfo("", **asdict(told)), autocommit=True) as connection:
        connection.execute(_TABLES)
    _pgbench(cluster, "-i", "-q", "-s", "10")


def pgbench_rate(cluster: Cluster, seconds: float) -> float:
    """Transactions per second of pgbench's TPC-B-like script, with as many clients as ours."""
    clients = PROCESSES * THREADS
    said = _pgbench(cluster, "-n", "-c", str(clients), "-j", str(PROCESSES), "-T", str(max(1, round(seconds))))
    found = re.search(r"tps = ([0-9.]+)", said)
    if not found:
        raise RuntimeError(said)
    return float(found.group(1))


def raw_rate(cluster: Cluster, seconds: float) -> float:
    """Transactions per second of plain psycopg that writes one head, two lines and two entries."""
    told = make_conninfo("", **asdict(parameters(cluster, "owner", "pgbench")))
    start = time.time() + 1.5
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(_write_in_threads, told, start, seconds) for _ in range(PROCESSES)]
        return sum(job.result() for job in jobs) / seconds


def raw_reads(connection: psycopg.Connection, statement: str, values: Sequence[object]) -> list[float]:
    """Milliseconds that one statement takes, for each of the values in turn; all rows are fetched."""
    each = []
    for value in values:
        began = time.perf_counter()
        connection.execute(statement, [value] if "%s" in statement else None).fetchall()
        each.append((time.perf_counter() - began) * 1000)
    return each


def _write_in_threads(told: str, start: float, seconds: float) -> int:
    counts: list[int] = []
    time.sleep(max(0.0, start - time.time()))
    threads = [threading.Thread(target=_write, args=[told, seconds, n, counts]) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _write(told: str, seconds: float, thread: int, counts: list[int]) -> None:
    done = 0
    words = "some words that a return holds, such as a remark and the names of goods " * 3
    with psycopg.connect(told) as connection:
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            number = f"{os.getpid()}-{thread}-{time.time_ns()}"
            with connection.transaction():
                _one_transaction(connection, number, words)
            done += 1
    counts.append(done)


def _one_transaction(connection: psycopg.Connection, number: str, words: str) -> None:
    statement = "INSERT INTO bench_head (number, at, words) VALUES (%s, now(), %s) RETURNING id"
    row = connection.execute(statement, [number, words]).fetchone()
    head = row[0] if row else 0
    for amount in (100, 200):
        connection.execute("INSERT INTO bench_line (head, amount, words) VALUES (%s, %s, %s)", [head, amount, words])
    for _ in range(2):
        content = '{"state": "submitted", "asked_minor": 12345}'
        connection.execute("INSERT INTO bench_entry (subject, content) VALUES (%s, %s)", [number, content])


def _pgbench(cluster: Cluster, *arguments: str) -> str:
    told = parameters(cluster, "owner", "pgbench")
    environment = {
        **os.environ,
        "PGHOST": str(told.host),
        "PGPORT": str(told.port),
        "PGUSER": told.user,
        "PGPASSWORD": told.password,
    }
    command = [str(locate().tool("pgbench")), *arguments, "pgbench"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
