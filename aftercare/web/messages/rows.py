"""Messages made ready for the pages: addresses covered, secret links taken out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.cases.models import Case
from aftercare.notifications.models import Attempt, InboundMail, Message
from aftercare.notifications.terms import ChannelKind, MailState
from aftercare.web.kit.masking import mask
from aftercare.web.kit.parts import Text
from aftercare.web.message_words import CHANNEL_KIND, MESSAGE_STATE, OUTCOME, WHY, event_word, role_word
from aftercare.web.words import Word

_SECRET = re.compile(r"(/c/|/r/|/password/reset/key/)[A-Za-z0-9._-]{12,80}/")


@dataclass(frozen=True)
class MessageRow:
    """One message in a list."""

    message: Message
    event: Text
    channel: Text
    role: Text
    to: str
    word: Word
    why: Text

    @property
    def said(self) -> Text:
        """Why it stands where it stands, in a sentence."""
        return self.why or self.message.said


@dataclass(frozen=True)
class MailRow:
    """One mail that came in; `case` is open about the order that it names."""

    mail: InboundMail
    word: Word
    case: Case | None = None

    @property
    def subject(self) -> Text:
        """Its subject, or that there is none."""
        return self.mail.subject or _("(no subject)")

    @property
    def sender(self) -> str:
        """Who wrote, covered."""
        return mask(self.mail.sender, "email")

    @property
    def is_open(self) -> bool:
        """Whether somebody has to deal with it."""
        return self.mail.state == MailState.WAITING

    @property
    def reason(self) -> str:
        """Why it is where it is, in the reader's language where the sentence is ours."""
        return _(self.mail.reason) if self.mail.reason else ""


@dataclass(frozen=True)
class AttemptRow:
    """One try."""

    at: datetime
    word: Word
    sentence: str


def row_of(message: Message) -> MessageRow:
    """The row of one message."""
    return MessageRow(
        message,
        event_word(message.event),
        CHANNEL_KIND[message.channel],
        role_word(message.role),
        mask(message.address, kind_of_address(message)),
        MESSAGE_STATE[message.state],
        WHY.get(message.why, ""),
    )


def attempts_of(message: Message) -> Sequence[AttemptRow]:
    """The tries of a message, first first."""
    rows = Attempt.objects.filter(message=message).order_by("pk")
    return [AttemptRow(each.at, OUTCOME[each.outcome], each.sentence) for each in rows]


def kind_of_address(message: Message) -> str:
    """How the address is covered."""
    return "phone" if message.channel == ChannelKind.SMS else "email"


def body_without_secrets(message: Message) -> str:
    """What it says, but for links that open a case in the buyer's name, or an account."""
    return _SECRET.sub(r"\1•••/", message.body)
