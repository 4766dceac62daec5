"""Sending once more, trying out, and forgetting."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import move
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.notifications.models import Delivery, InboundMail, Message, Notice
from aftercare.notifications.queries.facts import Cause, example_words
from aftercare.notifications.queries.people import Person, blocks_of
from aftercare.notifications.queries.setting import policy
from aftercare.notifications.rules.people import can_be_kept
from aftercare.notifications.rules.templates import fill, one_line
from aftercare.notifications.terms import ChannelKind, DeliveryState, Event, MailState, MessageState, Why, Words
from aftercare.org.rights import Right
from aftercare.rows.whole import whole

_CHUNK = 2000
_NOTICES_KEPT = timedelta(days=60)
_DELIVERIES_KEPT = timedelta(days=60)


class NoAddress(DomainError):
    """There is nowhere to send it to."""

    code = "no_address"


@whole()
def send_again(message: Message, *, by: Actor, at: datetime) -> Message:
    """Put a message that did not arrive back into the queue; one that came back goes to the address once more."""
    if not by.may(Right.MESSAGES_SEE) or not (message.merchant_id is None or by.serves(message.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    if not message.address:
        raise NoAddress(_("There is no address to send it to."))
    blocks_of(message.address).filter(reason=Why.UNDELIVERABLE).delete()
    return move(message, "try_again", MESSAGE, by=by, at=at, due_at=at, busy_until=None, why="", tries=0)


def test_message(
    event: Event, words: Words, cause: Cause, person: Person, channel: ChannelKind, *, by: Actor, at: datetime
) -> Message:
    """Queue a message that says a template of a real case, to whoever tries it."""
    if not by.may(Right.MESSAGES_MANAGE):
        raise NotAllowed(_("You do not have the right to do this."))
    if not person.address(channel) or not can_be_kept(person.address(channel)):
        raise NoAddress(_("There is no address to send it to."))
    said = example_words(cause, event.variables, person.language)
    is_short = channel in (ChannelKind.SMS, ChannelKind.CHAT)
    return Message.objects.create(
        key=f"test:{by.key}:{at.timestamp()}",
        event=event.code,
        channel=channel,
        role=person.role,
        member_id=person.member_id,
        address=person.address(channel),
        to_name=person.name,
        language=person.language,
        subject=one_line(fill(words.subject, said)),
        body=fill(words.short if is_short else words.body, said),
        made_at=at,
        due_at=at,
        state=MessageState.WAITING,
        state_since=at,
    )


def forget_old(*, at: datetime) -> int:
    """Remove messages, mails, notices and deliveries that have been kept long enough; returns how many rows."""
    kept = at - timedelta(days=policy().kept_days)
    old: list[QuerySet[Any]] = [
        Message.objects.filter(made_at__lt=kept).exclude(state=MessageState.WAITING),
        InboundMail.objects.filter(came_at__lt=kept).exclude(state=MailState.WAITING),
        Notice.objects.filter(at__lt=at - _NOTICES_KEPT),
        Delivery.objects.filter(made_at__lt=at - _DELIVERIES_KEPT).exclude(state=DeliveryState.WAITING),
    ]
    gone = 0
    for rows in old:
        while chunk := list(rows.values_list("pk", flat=True)[:_CHUNK]):
            with whole():
                gone += rows.model._default_manager.filter(pk__in=chunk).delete()[0]
    return gone


@whole()
def reveal_address(message: Message, *, by: Actor, at: datetime) -> str:
    """The address that a message went to; who looked and when stands in the journal."""
    if not by.may(Right.CONTACTS_REVEAL) or not (message.merchant_id is None or by.serves(message.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    record(Fact("cases.contact.reveal", message.label, by, at, stream=message.stream, after={"part": "address"}))
    return message.address
