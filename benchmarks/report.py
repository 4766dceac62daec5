"""Figures on the screen: the median, its unit, and how it stands to its yardstick."""

import os
import platform
from collections.abc import Sequence

from django.db import connection

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
    """One table as `benchmarks/README.md` has them, ready to be put there."""
    lines = [f"## {title}", "| What | Median | From … to | Ratio |", "|---|---|---|---|", *map(_line, figures), ""]
    say("\n".join(lines))


def print_growth(sizes: Sequence[int], figures: Sequence[Sequence[Figure]]) -> None:
    """How much slower each page is at the largest size than at the smallest."""
    if len(figures) < 2:
        return
    small = {figure.name: figure.value for figure in figures[0]}
    rows = [(figure.name, figure.value / small[figure.name]) for figure in figures[-1] if figure.unit == "ms"]
    lines = [f"| {name} | {ratio:.2f} |" for name, ratio in rows if not name.startswith("processor")]
    say("\n".join([f"| {sizes[-1]:,} to {sizes[0]:,} returns | × |", "|---|---|", *lines, ""]))


def _line(figure: Figure) -> str:
    spread = f"{_number(min(figure.values))} … {_number(max(figure.values))}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} × {figure.yardstick}"
    return f"| {figure.name} | {_number(figure.value)} {figure.unit} | {spread} | {ratio} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
