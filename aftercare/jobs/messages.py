"""Messages: made from the journal as it is read, sent by the worker one channel at a time."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.utils import timezone

from aftercare.jobs.answers import lose_untold
from aftercare.journal.models import Entry
from aftercare.kernel.sealing import NotOurs
from aftercare.notifications.channels.contract import Line
from aftercare.notifications.channels.registry import open_line
from aftercare.notifications.commands.bundling import bundle_due
from aftercare.notifications.commands.queueing import queue
from aftercare.notifications.commands.reminding import remind
from aftercare.notifications.commands.sending import Claim, Hand, Next, Sent, go_on, leave_broken, let_go, take_in_hand
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.queries.setting import connection_of, nothing_leaves, policy, quiet_of
from aftercare.notifications.terms import OUTWARD, ChannelKind, Connection, Outcome, Parcel, Quiet, Receipt

_LONGEST_SECONDS = 12.0
"""A job ends after that and goes on as another: a worker that is to stop waits 20 seconds for what it has begun."""
_IN_HAND = 25
"""So many messages are taken in hand at once: a worker that dies holds up no more than these, for a minute."""
_GIVE_UP_AFTER = 3
"""Messages in a row that a channel could not take for the moment; the others wait for the next minute."""

_EVERYBODYS = (OperationalError, InterfaceError, ProgrammingError)
"""The database is away, waits in a circle, or has other tables than the program."""
_AWAY = (Outcome.TRY_LATER, Outcome.OUR_FAULT, Outcome.UNCLEAR)

log = logging.getLogger(__name__)

_now = time.monotonic


def tell_and_queue(entries: Sequence[Entry]) -> None:
    """Make what these entries call for, and let the worker send it now, not at the next full minute."""
    now = timezone.now()
    for channel in tell(entries, at=now):
        queue(channel)
    lose_untold(entries, at=now)


def queue_all() -> None:
    """Let every channel look whether something is due."""
    for channel in OUTWARD:
        queue(channel)


def remind_and_queue() -> None:
    """Remind buyers whose goods are due soon."""
    for channel in remind(at=timezone.now()):
        queue(channel)


def send_due(channel: str) -> int:
    """Send what is due on a channel, for some seconds at most before the next job goes on; returns how many."""
    if channel == ChannelKind.EMAIL:
        bundle_due(at=timezone.now())
    try:
        connection = connection_of(channel)
    except NotOurs:
        log.critical("The secret of the channel %s was sealed in another home; enter it again.", channel)
        return 0
    line = open_line(channel, connection) if connection else None
    try:
        course = _send(channel, connection, line)
    finally:
        if line:
            line.close()
    if course.is_cut_short:
        queue(channel)
    return course.done


def _send(channel: str, way: Connection | None, line: Line | None) -> "_Course":
    stays_here = nothing_leaves()
    course = _Course(None if stays_here else way, line, quiet_of(policy(), settings.TIME_ZONE))
    if line is None and not stays_here:
        return course
    ends_at = _now() + _LONGEST_SECONDS
    while course.misses < _GIVE_UP_AFTER:
        hand = take_in_hand(channel, most=_IN_HAND, at=timezone.now())
        if not hand.messages:
            break
        course.work_off(hand, ends_at=ends_at)
        if course.is_cut_short:
            break
    return course


@dataclass
class _Course:
    """Messages sent one after the other, each begun in the transaction that writes down what came of the one before."""

    way: Connection | None
    line: Line | None
    quiet: Quiet
    done: int = 0
    misses: int = 0
    sent: Sent | None = None
    is_cut_short: bool = False

    def work_off(self, hand: Hand, *, ends_at: float) -> None:
        """Until nothing is left in hand, time is over, or the other side is away; the rest is left to others then."""
        is_through = False
        try:
            is_through = self._each(hand, ends_at)
            self._noted(None)
        finally:
            if not is_through:
                let_go(hand)

    def _each(self, hand: Hand, ends_at: float) -> bool:
        """Tells whether every message of the hand had its turn."""
        for message_id, address in hand.messages:
            if self.misses >= _GIVE_UP_AFTER:
                return False
            if _now() > ends_at:
                self.is_cut_short = True
                return False
            claim = self._noted(Next(message_id, address, hand.until, self.way, self.quiet))
            if claim and not claim.is_lost:
                self.done += 1
                self._hand_over(claim)
        return True

    def _noted(self, following: Next | None) -> Claim | None:
        """What has left is written down, whatever trouble the next one makes."""
        sent, self.sent = self.sent, None
        if sent is None and following is None:
            return None
        try:
            claim = go_on(sent, following, at=timezone.now())
        except Exception:
            if following is None:
                raise
            if sent:
                go_on(sent, None, at=timezone.now())
            return self._alone(following)
        return self._alone(following) if claim and following and claim.is_put_off else claim

    def _alone(self, following: Next) -> Claim | None:
        """Begun beside nothing else, so that what breaks now is its own trouble."""
        try:
            return go_on(None, following, at=timezone.now())
        except Exception as broken:
            return self._left(following, broken)

    def _left(self, following: Next, broken: Exception) -> Claim:
        """One message's trouble stops no other; the database's own is everybody's."""
        if isinstance(broken, _EVERYBODYS):
            raise broken
        log.critical("The message %d cannot be begun; it waits for an hour.", following.message_id, exc_info=broken)
        leave_broken(following.message_id, broken, at=timezone.now())
        self.misses += 1
        return Claim(following.message_id, is_lost=True)

    def _hand_over(self, claim: Claim) -> None:
        """Outside every transaction: nobody waits for a lock while a mail server thinks."""
        if claim.parcel is None or self.line is None:
            return
        self.sent = Sent(claim, _sent(self.line, claim.parcel))
        self.misses = self.misses + 1 if self.sent.receipt.outcome in _AWAY else 0


def _sent(line: Line, parcel: Parcel) -> Receipt:
    """A line never raises; should one do so all the same, it is one message's trouble, which may have arrived."""
    try:
        return line.send(parcel)
    except Exception as broken:
        log.exception("The message %s broke the line it was to go by.", parcel.key)
        return Receipt(Outcome.UNCLEAR, sentence=f"It broke while it was handed over: {broken}"[:500])
