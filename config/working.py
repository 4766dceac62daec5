"""The worker: `python -P -m config.working`."""

import gc
import os
from importlib import import_module

import django

from config.loading import loading


def work() -> None:
    """Load what jobs need (pages are not among it, and so no system checks, which look at them), then work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with loading():
        django.setup()
        worker = import_module("aftercare.jobs.worker")
        worker.app.perform_import_paths()
        gc.collect()
    worker.work()


if __name__ == "__main__":
    work()
