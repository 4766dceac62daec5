"""Figures on the screen: the median, its unit, and how it stands to its yardstick."""

import os
import platform
from collections.abc import Sequence

from django.db import connection
from rich.console import Console
from rich.table import Table

import aftercare
from aftercare.cli.saying import say
from benchmarks.terms import Figure, Options


def print_machine(options: Options) -> None:
    """What it ran on, without the machine's name."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    say(
        f"Aftercare {aftercare.__version__}, Python {platform.python_version()}, PostgreSQL {server}, "
        f"{os.cpu_count()} cores, {platform.machine()}, load {load}; median of {options.repeats}, "
        f"rates over {options.seconds:g} s."
    )


def print_figures(title: str, figures: Sequence[Figure]) -> None:
    """One table; times under a second in milliseconds."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("what")
    table.add_column("median", justify="right")
    table.add_column("unit")
    table.add_column("from … to", justify="right")
    table.add_column("ratio", justify="right")
    table.add_column("to")
    for figure in figures:
        spread = f"{_number(min(figure.values))} … {_number(max(figure.values))}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(figure.name, _number(figure.value), figure.unit, spread, ratio, figure.yardstick)
    Console(width=130, highlight=False).print(table)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
