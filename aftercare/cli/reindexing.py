"""`aftercare reindex`: the search index built anew, kind by kind, while people work."""

from functools import partial

from rich.progress import Progress, TaskID

from aftercare.cli.saying import progress, say
from aftercare.reporting.commands.indexing import how_many, rebuild
from aftercare.reporting.terms import DocKind

_NAMES = {DocKind.CASE: "cases", DocKind.ORDER: "orders", DocKind.CUSTOMER: "customers"}


def reindex() -> None:
    """Write the document of every record; what has not changed is left as it is."""
    for kind, name in _NAMES.items():
        with progress() as bar:
            task = bar.add_task(f"Indexing {name}", total=how_many(kind))
            done = rebuild(kind, told=partial(_show, bar, task))
        say(f"{name.capitalize()} that can be found: {done:,}.")


def _show(bar: Progress, task: TaskID, done: int) -> None:
    bar.update(task, completed=done)
