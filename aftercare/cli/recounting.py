"""`aftercare recount`: the merchants' daily figures counted anew, while people work."""

from rich.progress import Progress, TaskID

from aftercare.cases.models import Case
from aftercare.cli.saying import progress, say
from aftercare.reporting.commands import scoring


def recount() -> None:
    """Look at every case again, then sum every day up."""
    with progress() as bar:
        task = bar.add_task("Counting refunds", total=Case.objects.count())
        done = scoring.recount(told=lambda seen: _show(bar, task, seen))
    say(f"Cases counted: {done:,}.")


def _show(bar: Progress, task: TaskID, seen: int) -> None:
    bar.update(task, completed=seen)
