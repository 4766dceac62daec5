"""The worker process: jobs from the queue, periodic tasks, and the reader of the journal."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connections
from procrastinate import App, JobContext
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from aftercare.jobs.reader import Reader
from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.journal.terms import current_request

app: App = found
_HEARTBEAT_SECONDS = 5
_GRACE_SECONDS = 20
_LOOK_EVERY_SECONDS = 1.0
"""A job that queues its own successor is not done yet when that is announced, so nobody is called when it may begin."""
_NICE = 5
"""Who waits for an answer goes first where both want the processor; what is left to jobs may happen later."""
_HANDS = 6
"""Jobs at once: at most four of them wait for mail servers and other systems (by their locks), two are never taken."""


class Brief(logging.Filter):
    """A lost database is one line in the log, not four screens of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop the traceback of what the supervisor mends anyway."""
        if record.exc_info and isinstance(record.exc_info[1], ConnectorException | OperationalError):
            record.exc_info = record.exc_text = None
        return True


class ReaderEnded(RuntimeError):
    """The journal's reader ended although nobody had told it to."""


def work() -> None:
    """Work until SIGTERM or SIGINT; what has begun is finished first. Raises when a part of it breaks."""
    os.nice(_NICE)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Brief())
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    stop = threading.Event()
    reader = Reader(SUBSCRIPTIONS, stop)
    thread = threading.Thread(target=reader.run, name="journal reader", daemon=True)
    thread.start()
    try:
        asyncio.run(_jobs_beside(thread))
    finally:
        stop.set()
        thread.join(_GRACE_SECONDS)


async def _jobs_beside(reader: threading.Thread) -> None:
    """Run jobs for as long as the reader lives."""
    jobs = asyncio.create_task(_jobs())
    while not jobs.done():
        await asyncio.wait({jobs}, timeout=1)
        if not reader.is_alive() and not jobs.done():
            jobs.cancel()
            raise ReaderEnded
    await jobs


async def _jobs() -> None:
    with app.replace_connector(found.connector.get_worker_connector()) as ours:
        async with ours.open_async():
            await ours.run_worker_async(
                concurrency=_HANDS,
                shutdown_graceful_timeout=_GRACE_SECONDS,
                fetch_job_polling_interval=_LOOK_EVERY_SECONDS,
                update_heartbeat_interval=_HEARTBEAT_SECONDS,
                task_middleware=[_one_job],
            )


def _one_job(proceed: Callable[[], Any], context: JobContext, _worker: Worker) -> Any:
    """A job has its own connection, and its number stands in the journal as the request it served."""
    token = current_request.set(f"job:{context.job.id}")
    try:
        return proceed()
    finally:
        current_request.reset(token)
        connections.close_all()
