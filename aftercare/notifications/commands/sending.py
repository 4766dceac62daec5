"""Giving a worker its next message, and writing down what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from aftercare.journal.commands.recording import chain_of, tail_ahead
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import IllegalMove
from aftercare.moves.commands import lock_ahead, locked, move
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.notifications.models import Attempt, Block, Message
from aftercare.notifications.queries.people import block_ahead, block_on, blocks_of
from aftercare.notifications.queries.setting import policy, quiet_of
from aftercare.notifications.rules import threads
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.rules.hours import allowed_from
from aftercare.notifications.rules.sending import is_given_up, pause_after
from aftercare.notifications.terms import (
    BUYER,
    NEVER_QUIET,
    ChannelKind,
    Connection,
    MessageState,
    Outcome,
    Parcel,
    Quiet,
    Receipt,
    Why,
)
from aftercare.quality.queries.ratings import hindrance_of
from aftercare.returns.queries.detail import returns_of_cases
from aftercare.rows.asking import Ahead, ask_ahead
from aftercare.rows.commands import add, attempt, change, ids_ahead, new_id, together
from aftercare.rows.whole import whole

_BROKEN_FOR = timedelta(hours=1)
_HELD_FOR = timedelta(minutes=3)
"""How long a message stays with a worker that says nothing; longer than any attempt takes."""
_HAND_FOR = timedelta(minutes=1)
"""How long messages that a worker has not begun yet are left to it."""

_DIED = "The worker died each time while it was handed over; it may have arrived."


@dataclass(frozen=True)
class Hand:
    """Messages that one worker takes in hand, the one that waits longest first, with their addresses.

    Until that moment nobody else takes them, unless the worker lets go.
    """

    messages: Sequence[tuple[int, str]]
    until: datetime


@dataclass(frozen=True)
class Claim:
    """A message that one worker shall send now; without parcel it found its end here, or somebody else has it.

    `is_put_off`: it comes to its end here, which is written down when nothing else is: ask for it alone.
    """

    message_id: int
    attempt_id: int = 0
    parcel: Parcel | None = None
    event: str = ""
    channel: str = ""
    chain: str = ""
    is_lost: bool = False
    is_put_off: bool = False


@dataclass(frozen=True)
class Sent:
    """A message that was handed over, and what came of it."""

    claim: Claim
    receipt: Receipt


@dataclass(frozen=True)
class Next:
    """The message of a hand that is begun next, and the way out; without one it stays here.

    In `quiet` hours, whose zone is each message's own, it is left for later.
    """

    message_id: int
    address: str
    until: datetime
    way: Connection | None
    quiet: Quiet = NEVER_QUIET


@whole()
def take_in_hand(channel: str, *, most: int, at: datetime) -> Hand:
    """The messages that wait longest, for this worker alone; none of them is begun yet."""
    rows = Message.objects.filter(channel=channel, state=MessageState.WAITING, due_at__lte=at)
    rows = rows.filter(Q(busy_until=None) | Q(busy_until__lte=at)).order_by("due_at", "pk")
    free = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    hand = Hand(list(free.values_list("pk", "address")[:most]), at + _HAND_FOR)
    if hand.messages:
        _held(hand.messages).update(busy_until=hand.until)
    return hand


def let_go(hand: Hand) -> None:
    """Leave to others what was taken in hand and not begun."""
    _held(hand.messages).filter(busy_until=hand.until).update(busy_until=None)


def _held(messages: Iterable[tuple[int, str]]) -> QuerySet[Message]:
    return Message.objects.filter(pk__in=[pk for pk, _address in messages], state=MessageState.WAITING)


@whole()
def leave_broken(message_id: int, broken: Exception, *, at: datetime) -> None:
    """A message that cannot even be begun is left alone for a while, and says why; the others go. It is still due, so
    that the check tells of it.
    """
    waits = Message.objects.filter(pk=message_id, state=MessageState.WAITING)
    said = f"It could not be begun: {broken}".replace("\0", "").encode("utf-8", "replace").decode()[:500]
    waits.update(busy_until=at + _BROKEN_FOR, said=said)


@together()
def go_on(sent: Sent | None, following: Next | None, *, at: datetime) -> Claim | None:
    """Write down what came of one message and begin the next, both or neither, in few trips.

    The attempt is written down before anything leaves, so that a worker that dies leaves its trace.
    """
    ask_ahead(*_questions(sent, following))
    if sent:
        note_receipt(sent.claim, sent.receipt, at=at)
    return _begin(following, ends=sent is None, at=at) if following else None


def _questions(sent: Sent | None, following: Next | None) -> list[Ahead]:
    questions: list[Ahead] = []
    if sent:
        questions += [lock_ahead(Message(pk=sent.claim.message_id)), *tail_ahead(sent.claim.chain)]
    if following:
        questions += [lock_ahead(Message(pk=following.message_id)), ids_ahead(Attempt)]
    if following and (sent is None or sent.receipt.outcome == Outcome.TAKEN):
        questions.append(
            block_ahead(following.address)
        )  # else the address may be blocked by what is written down first
    return questions


def _begin(following: Next, *, ends: bool, at: datetime) -> Claim:
    """Begin a message in hand, unless it came to its end, or the hand was empty too late, meanwhile.

    An end is written into the chain of its case. Beside another one's it would lock two, in whatever order: without
    `ends` it is put off.
    """
    message = locked(Message(pk=following.message_id))
    if message.state != MessageState.WAITING or message.busy_until != following.until:
        return Claim(message.pk, is_lost=True)
    end = _end_of(message, following, at)
    if end is None and following.way:
        allowed = _allowed(message, following.quiet, at)
        return _attempted(message, following.way, at=at) if allowed == at else _left_until(message, allowed)
    if not ends:
        return Claim(message.pk, is_put_off=True)
    action, changes = end or ("hold", {})
    move(message, action, MESSAGE, by=SYSTEM, at=at, busy_until=None, **changes)
    return Claim(message.pk)


def _allowed(message: Message, quiet: Quiet, at: datetime) -> datetime:
    """When it may go: at each try its recipient's clock is asked, since it may have waited for hours."""
    return allowed_from(at, replace(quiet, zone=message.quiet_zone)) if message.quiet_zone else at


def _left_until(message: Message, later: datetime) -> Claim:
    """Nobody has it in hand any more until it may go; that it was looked at is no try."""
    message.due_at, message.busy_until = later, None
    change([message], "due_at", "busy_until")
    return Claim(message.pk, is_lost=True)


def _attempted(message: Message, way: Connection, *, at: datetime) -> Claim:
    attempt = Attempt(pk=new_id(Attempt), message=message, at=at, outcome=Outcome.LOST)
    add(attempt)
    message.busy_until, message.tries = at + _HELD_FOR, message.tries + 1
    change([message], "busy_until", "tries")
    parcel, chain = parcel_of(message, way, at=at), chain_of(message.stream, message.label)
    return Claim(message.pk, attempt.pk, parcel, message.event, message.channel, chain)


def _end_of(message: Message, following: Next, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """How a message ends without being sent, if it does: the action and what is written down with it."""
    if why := _why_not_now(message, at):
        return "drop", {"why": why}
    if following.way and message.tries and _has_died_too_often(message):
        return "fail", {"said": _DIED}
    return None


def _has_died_too_often(message: Message) -> bool:
    """Whether workers died over it as often as it may have arrived; what they wrote down was judged then."""
    outcomes = _outcomes(message)
    return bool(outcomes) and outcomes[-1] == Outcome.LOST and is_given_up(outcomes)


def _outcomes(message: Message) -> list[str]:
    """What its tries came to, first first; those before somebody sent it again count no more."""
    rows = Attempt.objects.filter(message=message).order_by("-pk").values_list("outcome", flat=True)
    return list(rows[: message.tries])[::-1]


@together()
def note_receipt(claim: Claim, receipt: Receipt, *, at: datetime) -> Message:
    """Write down what came of an attempt, and what follows: sent, tried again later, or given up."""
    told = Attempt(pk=claim.attempt_id, outcome=receipt.outcome, ended_at=at, sentence=receipt.sentence[:500])
    change([told], "outcome", "ended_at", "sentence")
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
    sent = attempt(lambda: move(Message(pk=claim.message_id), "send", MESSAGE, by=SYSTEM, at=at, **ends), IllegalMove)
    # Where it is refused, its end was written down by somebody else meanwhile.
    return Message.objects.get(pk=claim.message_id) if isinstance(sent, IllegalMove) else sent


def _again_or_not(message: Message, receipt: Receipt, *, at: datetime) -> Message:
    outcomes = _outcomes(message)
    if is_given_up(outcomes):
        return move(message, "fail", MESSAGE, by=SYSTEM, at=at, said=receipt.sentence[:500], busy_until=None)
    pause = pause_after(len(outcomes)) or timedelta()
    due_at = _allowed(message, quiet_of(policy(), message.quiet_zone), at + pause)
    Message.objects.filter(pk=message.pk).update(busy_until=None, due_at=due_at, said=receipt.sentence[:500])
    return message


def block(address: str, reason: str, *, note: str, by_key: str, at: datetime) -> None:
    """Send nothing to an address any more; one that is blocked, in whatever spelling, stays as it is."""
    if blocks_of(address).exists():
        return
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
