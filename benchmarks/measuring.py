"""The run: yardsticks, then Aftercare, at every size. Loaded with Django at hand."""

import random
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from aftercare.cli.installation import cluster
from aftercare.cli.saying import say
from aftercare.embedded.connection import connect
from aftercare.reporting.commands.indexing import rebuild
from aftercare.reporting.models import SearchDoc
from aftercare.reporting.terms import DocKind
from aftercare.returns.models import Return
from benchmarks.generating import MANY, generate, without_indexes
from benchmarks.imports import measure_imports
from benchmarks.intake import measure_batches, measure_intake
from benchmarks.pages import measure_pages
from benchmarks.report import print_figures, print_growth, print_machine
from benchmarks.scenery import Scenery, make_scenery
from benchmarks.stage import serving
from benchmarks.stories import completed_returns
from benchmarks.terms import Figure, Options
from benchmarks.weight import measure_weight
from benchmarks.yardsticks import prepare_yardsticks


def measure(options: Options) -> None:
    """Everything, smallest size first, each size printed as soon as it is done."""
    random.seed(42)
    at = timezone.now()
    print_machine(options)
    prepare_yardsticks(cluster())
    scenery = make_scenery(at=at)
    sizes: list[list[Figure]] = []
    for size in options.sizes:
        made = _grow_to(size, scenery, at=at)
        with serving() as port:
            figures = _parts(options, scenery, port)
        print_figures(f"{size:,} returns, all parts", [*made, *figures])
        sizes.append(figures)
    print_growth(options.sizes, sizes)


def _parts(options: Options, scenery: Scenery, port: int) -> list[Figure]:
    """Each part that is wanted, said as soon as it is measured."""
    parts: dict[str, Callable[[], list[Figure]]] = {
        "intake": lambda: measure_intake(options, scenery, port),
        "batches": lambda: measure_batches(options, scenery, port),
        "pages": lambda: measure_pages(options, scenery, port),
        "weight": lambda: measure_weight(scenery, port),
        "imports": lambda: measure_imports(options),
    }
    found: list[Figure] = []
    for name, measured in parts.items():
        if options.wants(name):
            some = measured()
            print_figures(name, some)
            found += some
    return found


def _grow_to(size: int, scenery: Scenery, *, at: datetime) -> list[Figure]:
    """Generate what is missing, and build the search index; how fast that went is worth knowing too."""
    missing = size - Return.objects.count()
    if missing <= 0:
        return []
    with connect(cluster(), "aftercare") as admin:
        admin.autocommit = True
        took = _timed(f"Generating {missing:,} returns", lambda: generate(admin, scenery, missing, end=at))
        admin.execute("ANALYZE")
    completed_returns(scenery, 60, at=at)
    docs = 0

    def index() -> None:
        nonlocal docs
        with without_indexes(admin, [SearchDoc], is_worth_it=missing >= MANY):
            docs = sum(rebuild(kind) for kind in DocKind)

    with connect(cluster(), "aftercare") as admin:
        admin.autocommit = True
        indexed = _timed("Building the search index", index)
        _timed("Vacuum", lambda: admin.execute("VACUUM ANALYZE"))
    return [
        Figure("generator", "returns/s", [missing / took]),
        Figure("search index built", "documents/s", [docs / indexed]),
    ]


def _timed(title: str, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    say(f"{title}: {took:.1f} s.")
    return took
