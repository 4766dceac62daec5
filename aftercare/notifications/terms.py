"""The words of messages: channels, audiences, events, states, what a template may say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum


class ChannelKind(StrEnum):
    """How somebody is told."""

    BELL = "bell"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"


ACCOUNT = "account"
"""What somebody is written about his own sign-in. It is never part of a digest, and its links are shown to nobody."""

OUTWARD = (ChannelKind.EMAIL, ChannelKind.SMS, ChannelKind.CHAT)
"""Channels that leave the house; the bell hangs inside."""

BUYER = "buyer"
"""The role of whoever bought; every other role is one of `org.roles`."""


class MessageState(StrEnum):
    """How a message stands.

    WAITING for its hour or its turn. HELD: ready, and kept here since nothing leaves this installation. DROPPED: there
    was a reason not to send it. BUNDLED: it went as part of a digest.
    """

    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    DROPPED = "dropped"
    BUNDLED = "bundled"
    FAILED = "failed"
    BOUNCED = "bounced"


class Why(StrEnum):
    """Why a message was not sent, or came back. OUR_ADDRESS: the sender's address was refused, not the recipient's."""

    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    EXCLUDED = "excluded"
    UNDELIVERABLE = "undeliverable"
    OVERTAKEN = "overtaken"
    OUR_ADDRESS = "our_address"


class Outcome(StrEnum):
    """What an attempt to send came to.

    LOST: nothing was written down, so the worker died. TRY_LATER: the other side asks to, or nobody could be reached.
    OUR_FAULT: the way out is set wrongly (name, password, sender): it waits until that is mended, and says nothing of
    the recipient. UNCLEAR: it was handed over and nobody confirmed it. BAD_ADDRESS: that recipient does not exist.
    """

    LOST = "lost"
    TAKEN = "taken"
    TRY_LATER = "try_later"
    OUR_FAULT = "our_fault"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True)
class Event:
    """Something that people are told. `kinds` are the journal entries that begin it; none: a sweep begins it.

    `variables` are the words that its templates may use. `urgent` ones are also sent in quiet hours; `optional` ones
    can be declined with one click. Colleagues need `right`, if any,
    to be told. `holds_in` are the states of a return in which
    it is still true when its hour comes; empty: always.
    """

    code: str
    to_buyer: bool
    variables: frozenset[str]
    kinds: frozenset[str] = frozenset()
    right: str = ""
    urgent: bool = False
    optional: bool = False
    holds_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """What a template says: a subject, a text, and a short form for channels that have room for little."""

    subject: str
    body: str
    short: str


@dataclass(frozen=True)
class Parcel:
    """A message as a channel takes it. `key` stands for it for ever: who sees it twice may drop the second."""

    key: str
    to: str
    to_name: str
    language: str
    subject: str
    body: str
    at: datetime
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    message_id: str = ""
    thread: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """What came of handing a message over."""

    outcome: Outcome
    reference: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Quiet:
    """Hours of the recipient's clock in which nothing is sent; the same begin and end means none."""

    begins: time
    ends: time
    zone: str


NEVER_QUIET = Quiet(time(), time(), "UTC")


@dataclass(frozen=True)
class Connection:
    """How an outlet is used, with its secret in plain: only ever in memory. `inbox` is where answers come in."""

    kind: str
    host: str = ""
    port: int = 587
    security: str = ""
    username: str = ""
    secret: str = ""
    url: str = ""
    sender: str = ""
    sender_name: str = ""
    timeout_seconds: int = 20
    may_be_private: bool = False
    inbox: str = ""


class MailKind(StrEnum):
    """Who wrote a mail that came in."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


class MailState(StrEnum):
    """What became of a mail that came in."""

    FILED = "filed"
    WAITING = "waiting"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    SET_ASIDE = "set_aside"


class DeliveryState(StrEnum):
    """How the telling of one event to another system stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True)
class Told:
    """What is sent where; `webhook_id` is the same on every try, `at` is the moment of this one."""

    url: str
    secrets: Sequence[str]
    webhook_id: str
    payload: str
    at: datetime
    timeout_seconds: int
    may_be_private: bool


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or none and a sentence. `is_blocked` when our own guard kept it back."""

    status: int | None
    sentence: str
    is_blocked: bool = False
