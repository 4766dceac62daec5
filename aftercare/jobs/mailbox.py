"""Mail that waits in a mailbox, taken in by the worker; and cases that mails ask for."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from aftercare.flow.requests import apply, kind_for
from aftercare.journal.models import Entry
from aftercare.kernel.sealing import NotOurs
from aftercare.notifications.channels.inbox.imap import AWAY, Letter, Mailbox
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.commands.intake import NOT_BY_ITSELF, Door, leave, open_by_itself
from aftercare.notifications.queries.setting import INBOX, connection_of

DOOR = Door(kind_for, apply)

log = logging.getLogger(__name__)


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
        return sum(_take(box, letter) for letter in box.new(most_bytes=settings.MAX_MAIL_BYTES))
    except AWAY as away:
        log.warning("The mailbox was lost: %s", away)
        return 0
    finally:
        box.close()


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


def _take(box: Mailbox, letter: Letter) -> bool:
    """Committed first, then marked as seen: killed in between, it comes again and is known by its Message-ID."""
    if not letter.raw:
        log.warning("A mail of %d bytes is larger than we read; it stays in the mailbox, seen.", letter.size)
    else:
        try:
            take_mail(letter.raw, at=timezone.now())
        except Exception:
            log.exception("A mail could not be taken in; it stays in the mailbox, unseen.")
            return False
    box.seen(letter)
    return True
