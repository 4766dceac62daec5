"""Working payout orders off: the worker asks the gateways, outside every transaction."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import AlreadyEnqueued

from aftercare.billing.commands.orders import Claim
from aftercare.billing.gateways.contract import PayoutGateway
from aftercare.billing.gateways.registry import connect
from aftercare.billing.models import Gateway, PayoutOrder
from aftercare.billing.queries.orders import connection_of, gateways_to_ask
from aftercare.billing.terms import Asking, Outcome, Reply
from aftercare.flow.paying_out import work_off_next
from aftercare.journal.models import Entry
from aftercare.kernel.sealing import NotOurs
from aftercare.rows.whole import apart

app: App = found
QUEUE = "payouts"
_MOST_AT_ONCE = 200
_GIVE_UP_AFTER = 3
"""Questions in a row that a gateway leaves without an answer; the others wait for the next minute."""

_AWAY = (Outcome.NOT_SENT, Outcome.SILENT)

log = logging.getLogger(__name__)


def work_off(gateway_id: int) -> int:
    """Ask one gateway about everything that is due; returns how many questions were asked."""
    gateway = Gateway.objects.get(pk=gateway_id)
    try:
        other_end = connect(gateway.kind, connection_of(gateway))
    except NotOurs:
        log.critical("The secret of gateway %s was sealed in another home; enter it again.", gateway_id)
        return 0
    asked = misses = 0
    while asked < _MOST_AT_ONCE and misses < _GIVE_UP_AFTER:
        reply = work_off_next(gateway, lambda claim: _ask(other_end, claim), clock=timezone.now)
        if reply is None:
            break
        asked += 1
        misses = misses + 1 if reply.outcome in _AWAY else 0
    if asked == _MOST_AT_ONCE:
        queue(gateway_id)
    return asked


def queue_due(*, at: datetime) -> int:
    """Let the worker ask every gateway that has something due; returns how many gateways."""
    due = gateways_to_ask(at=at)
    for gateway_id in due:
        queue(gateway_id)
    return len(due)


def queue_told(entries: Sequence[Entry]) -> None:
    """Somebody has told a gateway to do something: let the worker ask it now, not at the next full minute."""
    ids = {int(entry.subject.rpartition(":")[2]) for entry in entries}
    for gateway_id in set(PayoutOrder.objects.filter(pk__in=ids).values_list("gateway", flat=True)):
        queue(gateway_id)


def queue(gateway_id: int) -> None:
    """One job per gateway: a slow one holds up nobody else, and is asked one question at a time."""
    name = f"gateway-{gateway_id}"
    job = app.configure_task("aftercare.jobs.tasks.pay_out", queue=QUEUE, lock=name, queueing_lock=name)
    try:
        with apart():
            job.defer(gateway_id=gateway_id)
    except AlreadyEnqueued:
        log.debug("Gateway %s is queued already.", gateway_id)


def _ask(other_end: PayoutGateway, claim: Claim) -> Reply:
    return other_end.pay(claim.told) if claim.asking == Asking.PAY else other_end.ask(claim.told)
