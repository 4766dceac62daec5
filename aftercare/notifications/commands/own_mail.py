"""Mails that the sign-in library writes, like a link to a new password: they leave as every message does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from aftercare.kernel.numbering import secret_token
from aftercare.notifications.commands.queueing import queue
from aftercare.notifications.models import Message
from aftercare.notifications.rules.people import can_be_kept, language_of
from aftercare.notifications.rules.templates import one_line
from aftercare.notifications.terms import ACCOUNT, ChannelKind, MessageState, Why
from aftercare.org.models import Member
from aftercare.rows.whole import whole

_AHEAD = timedelta(minutes=5)
"""Whoever stands before a closed door waits for no queue: such a mail goes before what became due in these minutes."""


class OutgoingMail(BaseEmailBackend):
    """What Django and its libraries send; kept here where nothing leaves, tried again, and seen in the log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue them, one message for each recipient; returns how many mails."""
        for mail in email_messages:
            for address in mail.recipients():
                post(address, str(mail.subject), str(mail.body), at=timezone.now())
        return len(email_messages)


@whole()
def post(address: str, subject: str, body: str, *, at: datetime) -> Message:
    """Queue a mail to somebody who has asked for it himself, in the language that he reads now."""
    member = Member.objects.filter(email__iexact=address).first()
    is_kept = can_be_kept(address)
    made = Message.objects.create(
        key=f"{ACCOUNT}:{secret_token()}",
        event=ACCOUNT,
        channel=ChannelKind.EMAIL,
        role=member.roles[0] if member and member.roles else "",
        member=member,
        address=address if is_kept else "",
        to_name=member.name if member else "",
        language=language_of(translation.get_language() or ""),
        subject=one_line(subject),
        body=body,
        made_at=at,
        due_at=at - _AHEAD,
        state=MessageState.WAITING if is_kept else MessageState.DROPPED,
        state_since=at,
        why="" if is_kept else Why.UNDELIVERABLE,
    )
    queue(ChannelKind.EMAIL)
    return made
