"""Giving a worker its next message, and writing down what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import IllegalMove
from aftercare.moves.commands import move
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.notifications.models import Attempt, Block, Message
from aftercare.notifications.queries.people import block_on
from aftercare.notifications.rules import threads
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.rules.sending import is_given_up, pause_after
from aftercare.notifications.terms import (
    BUYER,
    ChannelKind,
    Connection,
    MessageState,
    Outcome,
    Parcel,
    Receipt,
    Why,
)
from aftercare.quality.queries.ratings import hindrance_of
from aftercare.returns.queries.detail import returns_of_cases

_HELD_FOR = timedelta(minutes=3)
"""How long a message stays with a worker that says nothing; longer than any attempt takes."""


@dataclass(frozen=True)
class Claim:
    """A message that one worker shall send now; without parcel it found its end here."""

    message_id: int
    attempt_id: int = 0
    parcel: Parcel | None = None
    event: str = ""
    channel: str = ""


@transaction.atomic
def claim_next(channel: str, connection: Connection | None, *, stays_here: bool, at: datetime) -> Claim | None:
    """The message that waits longest, for this worker alone; None when nothing is due.

    The attempt is written down before anything leaves, so that a worker that dies leaves its trace.
    """
    rows = Message.objects.filter(channel=channel, state=MessageState.WAITING, due_at__lte=at)
    rows = rows.filter(Q(busy_until=None) | Q(busy_until__lte=at))
    message = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("due_at", "pk").first()
    if message is None:
        return None
    why = _why_not_now(message, at)
    if why:
        move(message, "drop", MESSAGE, by=SYSTEM, at=at, why=why, busy_until=None)
        return Claim(message.pk)
    if stays_here:
        move(message, "hold", MESSAGE, by=SYSTEM, at=at, busy_until=None)
        return Claim(message.pk)
    if connection is None:
        return None
    attempt = Attempt.objects.create(message=message, at=at, outcome=Outcome.LOST)
    Message.objects.filter(pk=message.pk).update(busy_until=at + _HELD_FOR, tries=message.tries + 1)
    return Claim(message.pk, attempt.pk, parcel_of(message, connection, at=at), message.event, message.channel)


@transaction.atomic
def note_receipt(claim: Claim, receipt: Receipt, *, at: datetime) -> Message:
    """Write down what came of an attempt, and what follows: sent, tried again later, or given up."""
    Attempt.objects.filter(pk=claim.attempt_id).update(
        outcome=receipt.outcome, ended_at=at, sentence=receipt.sentence[:500]
    )
    if receipt.outcome == Outcome.TAKEN:
        return _sent(claim, receipt, at=at)
    message = Message.objects.select_for_update(no_key=True).get(pk=claim.message_id)
    if message.state != MessageState.WAITING:
        return message
    if receipt.outcome == Outcome.BAD_ADDRESS:
        block(message.address, Why.UNDELIVERABLE, note=receipt.sentence, by_key=SYSTEM.key, at=at)
    return _again_or_not(message, receipt, at=at)


def _sent(claim: Claim, receipt: Receipt, *, at: datetime) -> Message:
    # Event and channel are repeated for the journal alone, which outlives the message.
    ends: dict[str, Any] = {"event": claim.event, "channel": claim.channel, "sent_at": at, "busy_until": None}
    ends |= {"reference": receipt.reference[:200], "said": receipt.sentence[:500]}
    try:
        return move(Message(pk=claim.message_id), "send", MESSAGE, by=SYSTEM, at=at, **ends)
    except IllegalMove:  # its end was written down by somebody else meanwhile
        return Message.objects.get(pk=claim.message_id)


def _again_or_not(message: Message, receipt: Receipt, *, at: datetime) -> Message:
    outcomes = list(Attempt.objects.filter(message=message).order_by("pk").values_list("outcome", flat=True))
    if is_given_up(outcomes):
        return move(message, "fail", MESSAGE, by=SYSTEM, at=at, said=receipt.sentence[:500], busy_until=None)
    pause = pause_after(len(outcomes)) or timedelta()
    Message.objects.filter(pk=message.pk).update(busy_until=None, due_at=at + pause, said=receipt.sentence[:500])
    return message


def block(address: str, reason: str, *, note: str, by_key: str, at: datetime) -> None:
    """Send nothing to an address any more; one that is blocked stays as it is."""
    given = {"address": address.strip()[:200], "reason": reason, "note": note[:300], "made_at": at, "made_by": by_key}
    Block.objects.bulk_create([Block(**given)], ignore_conflicts=True)


def parcel_of(message: Message, connection: Connection, *, at: datetime) -> Parcel:
    """The message as a channel takes it: the same on every try, but for the moment it is signed at."""
    sender = connection.sender or f"aftercare@{connection.host or 'localhost'}"
    is_mail = message.channel == ChannelKind.EMAIL
    domain = sender.rpartition("@")[2]
    return Parcel(
        key=f"{message.channel}-{threads.mark(threads.MESSAGE, message.pk, settings.SEALING_KEY)}",
        to=message.address,
        to_name=message.to_name,
        language=message.language,
        subject=message.subject,
        body=message.body,
        at=message.made_at if is_mail else at,
        sender=sender,
        sender_name=connection.sender_name,
        reply_to=_reply_to(message, connection.inbox),
        message_id=f"<{threads.mark(threads.MESSAGE, message.pk, settings.SEALING_KEY)}@{domain}>" if is_mail else "",
        thread=f"<{_case_mark(message)}@{domain}>" if is_mail and message.case_id else "",
        headers=_unsubscribe(message),
    )


def _case_mark(message: Message) -> str:
    return threads.mark(threads.CASE, message.case_id or 0, settings.SEALING_KEY)


def _reply_to(message: Message, inbox: str) -> str:
    """An answer comes back to the case: by an address of its own where a mailbox takes such, else by the thread."""
    if message.role != BUYER or not message.case_id or not inbox:
        return ""
    name, _at, domain = inbox.rpartition("@")
    return f"{name}+{_case_mark(message)}@{domain}"


def _unsubscribe(message: Message) -> Mapping[str, str]:
    """RFC 8058: only for what the buyer can do without; how his refund stands is no advertisement."""
    event = BY_CODE.get(message.event)
    if event is None or not event.optional or not message.customer_id:
        return {}
    mark = threads.mark(threads.PERSON, message.customer_id, settings.SEALING_KEY)
    address = f"{settings.SITE_ADDRESS.rstrip('/')}/m/off/{mark}/"
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _why_not_now(message: Message, at: datetime) -> str:
    """What has changed since it was made: the address came back, or the case has gone on."""
    event = BY_CODE.get(message.event)
    if event and event.holds_in and message.case_id:
        returning = returns_of_cases([message.case_id]).get(message.case_id)
        if returning is None or returning.state not in event.holds_in:
            return Why.OVERTAKEN
    if message.event == "rate" and message.case and hindrance_of(message.case, at=at):
        return Why.OVERTAKEN
    return block_on(message.address)
