"""A slice of the real export, where the shared data is at hand."""

import csv
import gzip
from itertools import islice
from pathlib import Path

import pytest

from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.returns import import_returns
from aftercare.cli.imports.terms import Asked
from aftercare.journal.queries.history import broken_links
from aftercare.orders.models import ImportRun, Order, OrderLine
from aftercare.returns.models import Return
from tests.imports.samples import rejects_of, written

DATA = Path(__file__).parents[3] / "shared" / "data" / "online-retail"
LINES = 6_000

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="The public export of the web shop is not beside this clone."),
]


def slice_of(name: str, folder: Path, lines: int) -> Path:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as whole:
        return written(folder / name, *(line.rstrip("\n") for line in islice(whole, lines + 1)))


def test_a_slice_of_the_real_export_and_its_credit_notes(tmp_path: Path) -> None:
    orders = slice_of("online-retail.csv.gz", tmp_path, LINES)
    import_orders(Asked(orders, mapping="online-retail", rejects=tmp_path / "orders.rejects.csv", batch=1000))
    run = ImportRun.objects.get()
    taken = run.counts["lines of new orders"] + run.counts["lines folded into freight"]
    assert taken + run.counts["lines rejected"] == LINES
    assert run.counts["orders new"] == Order.objects.count() > 200
    assert len(rejects_of(tmp_path / "orders.rejects.csv")) == run.counts["lines rejected"]
    assert OrderLine.objects.filter(is_freight=False).count() == run.counts["lines of new orders"]

    notes = slice_of("returns-matched.csv.gz", tmp_path, 150)
    import_returns(Asked(notes, ignore_window=True, rejects=tmp_path / "returns.rejects.csv"))
    counts = ImportRun.objects.get(kind="returns").counts
    assert counts["lines taken over"] + counts["lines rejected"] == counts["lines read"] == 150
    assert Return.objects.filter(state="completed").count() == counts["returns completed"] > 5
    assert list(broken_links()) == []
    with (tmp_path / "returns.rejects.csv").open(encoding="utf-8", newline="") as rejected:
        assert {row["reason"] for row in csv.DictReader(rejected)} >= {
            "The row names no sale (OrigInvoiceNo) that it gives back."
        }
