"""`python -m django worker`: the worker process, as `aftercare up` starts it."""

from typing import Any

from django.core.management.base import BaseCommand

from aftercare.jobs.worker import work


class Command(BaseCommand):
    """Jobs, periodic tasks and the journal's reader, until told to stop."""

    help = "Run the worker."
    # They look at every address, and so load all pages, which the worker has none of: half of its start.
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Django calls this."""
        work()
