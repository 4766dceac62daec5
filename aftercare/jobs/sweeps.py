"""What the house does by itself from time to time. Every sweep may run twice, or be cut off and run again."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import QuerySet
from django.utils import timezone

from aftercare.files.commands import remove_orphans
from aftercare.files.queries import stored_paths
from aftercare.flow.dispatching import TIMER, confirm
from aftercare.flow.return_goods import lapse
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError
from aftercare.orders.commands.delays import note_late
from aftercare.orders.queries.late import fallen_late
from aftercare.parcels.commands.watching import tell_quiet
from aftercare.parcels.queries.watching import watch_of, watches
from aftercare.returns.commands.watching import ask_for_unseen, remind_of_goods, tell_uncounted
from aftercare.returns.models import Return
from aftercare.returns.queries.dispatching import unconfirmed
from aftercare.returns.queries.listing import merchants_awaiting, never_seen, overdue

_CHUNK = 200
_UPLOAD_TAKES_AT_MOST = timedelta(days=1)

log = logging.getLogger(__name__)


def lapse_overdue(*, at: datetime) -> int:
    """End the returns whose goods never came, each by itself; returns how many.

    One that a buyer sends off at this very moment refuses, and stays as it is.
    """
    lapsed = 0
    for returning in chain(_each(overdue(timezone.localdate(at))), _each(never_seen(at))):
        try:
            lapse(returning, by=SYSTEM, at=at)
        except DomainError as refusal:
            log.info("Return %s did not lapse: %s", returning.number, refusal)
        else:
            lapsed += 1
    return lapsed


def confirm_receipts(*, at: datetime) -> int:
    """Count new goods as received whose buyers said nothing for as long as their merchants wait; returns how many."""
    confirmed = 0
    for dispatch in list(unconfirmed(timezone.localdate(at))[:_CHUNK]):
        try:
            confirm(dispatch, by=TIMER, at=at)
        except DomainError as refusal:
            log.info("Dispatch %s was not confirmed: %s", dispatch.number, refusal)
        else:
            confirmed += 1
    return confirmed


def watch_returns(*, at: datetime) -> int:
    """Tell of what stands still, by each merchant's times; returns how many were told. One that is not set is off, but
    for parcels that nobody has seen: each return has an end.
    """
    told = 0
    for merchant, awaited in watch_of(merchants_awaiting()).items():
        while found := ask_for_unseen(merchant, awaited.unseen_days, by=SYSTEM, at=at):
            told += found
    for times in watches():
        for seek, most in (
            (remind_of_goods, times.remind_days),
            (tell_quiet, times.quiet_days),
            (tell_uncounted, times.uncounted_hours),
        ):
            while most is not None and (found := seek(times.merchant_id, most, by=SYSTEM, at=at)):
                told += found
    return told


def find_late_orders(*, at: datetime) -> int:
    """Note the orders that were not sent in time, so that their buyers are told at once; returns how many are new."""
    return sum(note_late(order, due_on, by=SYSTEM, at=at) for order, due_on in fallen_late(at=at))


def sweep_files(*, at: datetime) -> int:
    """Remove stored content that no record names; returns how many files."""
    return remove_orphans(stored_paths(), before=at - _UPLOAD_TAKES_AT_MOST)


def _each(rows: QuerySet[Return]) -> Iterator[Return]:
    """All of them, a chunk at a time, each once even when it does not lapse."""
    seen: set[int] = set()
    while chunk := list(rows.exclude(pk__in=seen)[:_CHUNK]):
        seen |= {returning.pk for returning in chunk}
        yield from chunk
