"""Telling other systems: made from the journal as it is read, sent by the worker one endpoint at a time."""

import logging
from collections.abc import Sequence

from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import AlreadyEnqueued

from aftercare.journal.models import Entry
from aftercare.kernel.sealing import NotOurs
from aftercare.notifications.channels.webhook.slice import tell
from aftercare.notifications.commands.outside import claim_next, note_answer, tell_outside
from aftercare.notifications.queries.outside import endpoints_to_ask
from aftercare.notifications.queries.setting import nothing_leaves
from aftercare.notifications.rules.outside import has_taken
from aftercare.rows.whole import apart

app: App = found
QUEUE = "webhooks"
_LANES = 2
"""How many endpoints are told at once, so that slow ones never hold every hand of the worker."""
_MOST_AT_ONCE = 200
_GIVE_UP_AFTER = 2
"""Failures in a row after which the other endpoints have their turn."""

log = logging.getLogger(__name__)


def tell_and_queue(entries: Sequence[Entry]) -> None:
    """Make the deliveries for these entries, and let the worker make them now."""
    for endpoint_id in tell_outside(entries, at=timezone.now()):
        queue(endpoint_id)


def queue_due() -> None:
    """Let the worker tell every endpoint that has something due."""
    for endpoint_id in endpoints_to_ask(at=timezone.now()):
        queue(endpoint_id)


def queue(endpoint_id: int) -> None:
    """One job per endpoint, in one of a few lanes."""
    task = "aftercare.jobs.tasks.tell_endpoint"
    lane, name = f"webhooks-{endpoint_id % _LANES}", f"webhook-{endpoint_id}"
    job = app.configure_task(task, queue=QUEUE, lock=lane, queueing_lock=name)
    try:
        with apart():
            job.defer(endpoint_id=endpoint_id)
    except AlreadyEnqueued:
        log.debug("Endpoint %s is queued already.", endpoint_id)


def tell_due(endpoint_id: int) -> int:
    """Tell one endpoint what is due; returns how many deliveries were tried."""
    done = misses = 0
    stays_here = nothing_leaves()
    while done < _MOST_AT_ONCE and misses < _GIVE_UP_AFTER:
        try:
            claim = claim_next(endpoint_id, stays_here=stays_here, at=timezone.now())
        except NotOurs:
            log.critical("The secret of webhook %s was sealed in another home; make a new one.", endpoint_id)
            return done
        if claim is None:
            return done
        done += 1
        if claim.told:
            answer = tell(claim.told)
            note_answer(claim, answer, at=timezone.now())
            misses = 0 if has_taken(answer.status) else misses + 1
    if done == _MOST_AT_ONCE:
        queue(endpoint_id)
    return done
