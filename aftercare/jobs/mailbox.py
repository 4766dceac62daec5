"""Mail that waits in a mailbox, taken in by the worker; and cases that mails ask for."""

import logging
import time
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from aftercare.flow.requests import apply, kind_for
from aftercare.journal.models import Entry
from aftercare.kernel.sealing import NotOurs
from aftercare.notifications.channels.inbox.imap import AWAY, Letter, Mailbox, NotHandedOut
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.commands.intake import NOT_BY_ITSELF, Door, leave, open_by_itself
from aftercare.notifications.queries.setting import INBOX, connection_of

DOOR = Door(kind_for, apply)
MOST_AT_ONCE = 50
_LONGEST_SECONDS = 12.0
"""A job ends after that, and the next minute's goes on."""

_broken: set[str] = set()
"""Mails that this worker could not take in: it looks at them last, so that they stand in nobody's way."""

log = logging.getLogger(__name__)

_now = time.monotonic


def fetch_mail() -> int:
    """Take in what is new; returns how many mails. One that breaks something stays, and stops no other."""
    try:
        connection = connection_of(INBOX)
    except NotOurs:
        log.critical("The password of the mailbox was sealed in another home; enter it again.")
        return 0
    if connection is None:
        return 0
    try:
        box = Mailbox(connection)
    except AWAY as away:
        log.warning("The mailbox cannot be opened: %s", away)
        return 0
    try:
        return _take_all(box)
    finally:
        box.close()


def _take_all(box: Mailbox) -> int:
    taken, ends_at = 0, _now() + _LONGEST_SECONDS
    try:
        for uid in _in_order(box.new()):
            if taken == MOST_AT_ONCE or _now() > ends_at:
                break
            taken += _take(box, uid)
    except AWAY as away:
        log.warning("The mailbox was lost: %s", away)
    return taken


def _in_order(uids: Sequence[str]) -> list[str]:
    """Oldest first, but those that could not be taken in before last."""
    _broken.intersection_update(uids)
    return sorted(uids, key=_broken.__contains__)


def open_matched(entries: Sequence[Entry]) -> None:
    """Open the cases that these mails ask for; given them twice, the second time finds them filed."""
    for entry in entries:
        _open(int(entry.subject.rpartition(":")[2]))


def _open(mail_id: int) -> None:
    """One that breaks something is left to a colleague, and stops no other."""
    try:
        open_by_itself(mail_id, DOOR, at=timezone.now())
    except Exception:
        log.exception("The case that mail %d asks for could not be opened.", mail_id)
        leave(mail_id, NOT_BY_ITSELF, at=timezone.now())


def _take(box: Mailbox, uid: str) -> bool:
    """Committed first, then marked as seen: killed in between, it comes again and is known by its Message-ID."""
    try:
        letter = box.read(uid, most_bytes=settings.MAX_MAIL_BYTES)
    except NotHandedOut as refusal:
        log.warning("The mailbox does not hand out mail %s; it is asked again. %s", uid, refusal)
        letter = None
    if letter is None or not _is_kept(letter):
        _broken.add(uid)
        return False
    box.seen(letter)
    return True


def _is_kept(letter: Letter) -> bool:
    if letter.raw is None:
        log.warning("A mail of %d bytes is larger than we read; it stays in the mailbox, seen.", letter.size)
        return True
    try:
        take_mail(letter.raw, at=timezone.now())
    except Exception:
        log.exception("A mail could not be taken in; it stays in the mailbox, unseen.")
        return False
    return True
