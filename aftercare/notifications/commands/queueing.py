"""Waking the worker for a channel."""

import logging

from django.db import transaction
from procrastinate import App
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import AlreadyEnqueued

app: App = found
QUEUE = "messages"
TASK = "aftercare.jobs.tasks.send_messages"

log = logging.getLogger(__name__)


def queue(channel: str) -> None:
    """One job per channel: a slow one holds up no other."""
    name = f"messages-{channel}"
    job = app.configure_task(TASK, queue=QUEUE, lock=name, queueing_lock=name)
    try:
        with transaction.atomic():  # a refusal must not spoil the transaction around it
            job.defer(channel=channel)
    except AlreadyEnqueued:
        log.debug("The channel %s is queued already.", channel)
