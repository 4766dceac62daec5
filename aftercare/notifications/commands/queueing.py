"""Waking the worker for a channel."""

import logging

from procrastinate import App
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import AlreadyEnqueued

from aftercare.rows.whole import apart

app: App = found
QUEUE = "messages"
TASK = "aftercare.jobs.tasks.send_messages"

log = logging.getLogger(__name__)


def queue(channel: str) -> None:
    """One job per channel: a slow one holds up no other."""
    name = f"messages-{channel}"
    job = app.configure_task(TASK, queue=QUEUE, lock=name, queueing_lock=name)
    try:
        with apart():
            job.defer(channel=channel)
    except AlreadyEnqueued:
        log.debug("The channel %s is queued already.", channel)
