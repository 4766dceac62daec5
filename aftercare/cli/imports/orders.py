"""`aftercare import orders`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection
from django.utils import timezone

from aftercare.cli.imports.collecting import seldom_collected
from aftercare.cli.imports.grouping import Batch, Group, batches, order_of
from aftercare.cli.imports.mappings import Mapping
from aftercare.cli.imports.mappings.registry import mapping_named
from aftercare.cli.imports.read_ahead import read_ahead
from aftercare.cli.imports.reading import Examined, Table, examine
from aftercare.cli.imports.rejects import Rejects, rejects_path
from aftercare.cli.imports.shops import IMPORTER, shop_for
from aftercare.cli.imports.tally import Tally, tell
from aftercare.cli.imports.terms import Asked, Setting
from aftercare.cli.saying import Refusal, progress, say
from aftercare.kernel.errors import DomainError
from aftercare.orders.commands.bulk_intake import take_orders
from aftercare.orders.commands.import_runs import SourceFile, advance_run, begin_run, end_run
from aftercare.orders.commands.intake import Taken
from aftercare.orders.models import ImportRun
from aftercare.orders.terms import NewOrder
from aftercare.org.models import Shop
from aftercare.rows.whole import undone, whole


@dataclass
class Passage:
    """One pass of a file: what is read, into which shop, how far it came. A dry pass keeps no run."""

    table: Table
    mapping: Mapping
    shop: Shop | None
    run: ImportRun | None
    rejects: Rejects
    tally: Tally = field(default_factory=lambda: Tally({}))


def import_orders(asked: Asked) -> None:
    """Read the file into the shop, batch by batch, each with its progress in one transaction."""
    began = timezone.now()
    mapping = mapping_named(asked.mapping)
    target = rejects_path(asked.file, asked.rejects)
    with progress() as bar:
        task = bar.add_task(f"Checking {asked.file.name}", total=None)
        examined = examine(asked.file, told=lambda lines: bar.update(task, completed=lines))
    table = Table(asked.file, mapping.columns)
    shop = None if asked.dry_run else shop_for(asked.shop, mapping, at=began)
    run = _open_run(shop, asked, examined, at=began) if shop else None
    with Rejects(target, table.columns, keep=run.rejects_bytes if run else 0) as rejects:
        passage = Passage(table, mapping, shop, run, rejects, Tally(run.counts if run else {}))
        with seldom_collected():
            _pass(passage, asked, examined)
    if run:
        end_run(run, at=timezone.now())
    _summarise(passage, asked, target, began=began)


def _open_run(shop: Shop, asked: Asked, examined: Examined, *, at: datetime) -> ImportRun:
    run = begin_run(shop, SourceFile("orders", asked.mapping, asked.file.name, examined.digest), at=at)
    if run.position:
        say(f"Going on after {run.position:,} records that an earlier run settled.")
    return run


def _pass(passage: Passage, asked: Asked, examined: Examined) -> None:
    after = passage.run.position if passage.run else 0
    setting = Setting(timezone.get_default_timezone())
    settled = after
    with progress() as bar:
        task = bar.add_task(f"Importing {asked.file.name}", total=examined.lines - 1, completed=after)
        try:
            read = batches(passage.table, passage.mapping, setting, after=after, size=asked.batch)
            for batch in read_ahead(read):
                _settle(passage, batch, asked)
                settled = batch.position
                bar.update(task, completed=settled)
        except KeyboardInterrupt:
            again = "" if asked.dry_run else " Run the same command again to go on from there."
            raise Refusal(f"Stopped after {settled:,} records.{again}") from None


def _settle(passage: Passage, batch: Batch, asked: Asked) -> None:
    """One batch, written or refused as a whole; when another writer took one of its orders, a second time."""
    pairs = [(group, order_of(group, passage.mapping)) for group in batch.groups]
    ready = [(group, order) for group, order in pairs if order]
    try:
        _write(passage, batch, ready, asked)
    except IntegrityError:
        _write(passage, batch, ready, asked)


def _write(passage: Passage, batch: Batch, ready: Sequence[tuple[Group, NewOrder]], asked: Asked) -> None:
    at = timezone.now()
    with whole() if passage.run else undone():
        _wait_for_no_disk()
        shop = passage.shop or shop_for(asked.shop, passage.mapping, at=at)
        outcomes = take_orders(
            shop, [order for _group, order in ready], region=settings.PHONE_REGION, by=IMPORTER, at=at
        )
        for (group, order), outcome in zip(ready, outcomes, strict=True):
            _count(passage.tally, group, order, outcome)
        rejected = [one for group in batch.groups for one in group.rejected]
        passage.tally.reject(rejected)
        length = passage.rejects.write(rejected)
        if passage.run:
            advance_run(passage.run, batch.position, counts=passage.tally.counts, rejects_bytes=length, at=at)


def _wait_for_no_disk() -> None:
    """A batch carries its own progress, so one that a power cut takes is read again; the run's end waits for all."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _count(tally: Tally, group: Group, order: NewOrder, outcome: Taken | DomainError) -> None:
    if isinstance(outcome, DomainError):
        tally.add("orders refused")
        group.reject("refused by the rules", outcome.sentence)
        return
    tally.add(f"orders {outcome.outcome}")
    tally.add(f"lines of {outcome.outcome} orders", len(order.lines))
    if len(group.good) > len(order.lines):
        tally.add("lines folded into freight", len(group.good) - len(order.lines))


def _summarise(passage: Passage, asked: Asked, target: Path, *, began: datetime) -> None:
    shop = passage.shop.code if passage.shop else asked.shop or passage.mapping.shop or "the shop"
    title = (
        f"Checked {asked.file.name}, nothing was written,"
        if asked.dry_run
        else f"Imported {asked.file.name} into {shop}"
    )
    tell(title, passage.tally, took=timezone.now() - began)
    if passage.tally.counts["lines rejected"]:
        say(f"The rejected lines with their reasons are in {target}.")
