"""Messages: made from the journal as it is read, sent by the worker one channel at a time."""

import logging
from collections.abc import Sequence

from django.utils import timezone

from aftercare.journal.models import Entry
from aftercare.kernel.sealing import NotOurs
from aftercare.notifications.channels.contract import Line
from aftercare.notifications.channels.registry import open_line
from aftercare.notifications.commands.bundling import bundle_due
from aftercare.notifications.commands.queueing import queue
from aftercare.notifications.commands.reminding import remind
from aftercare.notifications.commands.sending import Claim, claim_next, note_receipt
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.queries.setting import connection_of, nothing_leaves
from aftercare.notifications.terms import OUTWARD, ChannelKind, Connection, Outcome

_MOST_AT_ONCE = 300
_GIVE_UP_AFTER = 3
"""Messages in a row that a channel could not take for the moment; the others wait for the next minute."""

_AWAY = (Outcome.TRY_LATER, Outcome.UNCLEAR)

log = logging.getLogger(__name__)


def tell_and_queue(entries: Sequence[Entry]) -> None:
    """Make what these entries call for, and let the worker send it now, not at the next full minute."""
    for channel in tell(entries, at=timezone.now()):
        queue(channel)


def queue_all() -> None:
    """Let every channel look whether something is due."""
    for channel in OUTWARD:
        queue(channel)


def remind_and_queue() -> None:
    """Remind buyers whose goods are due soon."""
    for channel in remind(at=timezone.now()):
        queue(channel)


def send_due(channel: str) -> int:
    """Send what is due on a channel, a few hundred at most before others have their turn; returns how many."""
    if channel == ChannelKind.EMAIL:
        bundle_due(at=timezone.now())
    try:
        connection = connection_of(channel)
    except NotOurs:
        log.critical("The secret of the channel %s was sealed in another home; enter it again.", channel)
        return 0
    line = open_line(channel, connection) if connection else None
    try:
        done = _send(channel, connection, line)
    finally:
        if line:
            line.close()
    if done == _MOST_AT_ONCE:
        queue(channel)
    return done


def _send(channel: str, connection: Connection | None, line: Line | None) -> int:
    done = misses = 0
    stays_here = nothing_leaves()
    while done < _MOST_AT_ONCE and misses < _GIVE_UP_AFTER:
        claim = claim_next(channel, connection, stays_here=stays_here, at=timezone.now())
        if claim is None:
            break
        done += 1
        outcome = _hand_over(line, claim)
        misses = misses + 1 if outcome in _AWAY else 0
    return done


def _hand_over(line: Line | None, claim: Claim) -> str:
    """Outside every transaction: nobody waits for a lock while a mail server thinks."""
    if claim.parcel is None or line is None:
        return Outcome.TAKEN
    receipt = line.send(claim.parcel)
    note_receipt(claim, receipt, at=timezone.now())
    return receipt.outcome
