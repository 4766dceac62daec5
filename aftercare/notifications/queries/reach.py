"""Whether words to a customer would really leave, asked before somebody counts on them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.cases.terms import Channel
from aftercare.customers.models import Customer
from aftercare.notifications.models import Message
from aftercare.notifications.queries.people import Bought, Directory, blocked, why_not
from aftercare.notifications.queries.setting import matrix, ways_out
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.terms import BUYER, MessageState

ANSWER, REPLY = "complaint_answer", "reply"


def is_answer_sent(customer: Customer) -> bool:
    """Whether the answer to a complaint goes to this customer by any way that is ticked for it and open to him."""
    return _is_sent(ANSWER, Bought(customer))


def is_reply_sent(case: Case, *, written_at: datetime, at: datetime) -> bool:
    """Whether what a colleague wrote on a case goes to whoever bought, when the journal is read at `at`."""
    if is_imported(case) or not is_fresh(written_at, at):
        return False
    return _is_sent(REPLY, Bought(case.customer, case.contact, case.phone))


def is_fresh(happened_at: datetime, at: datetime) -> bool:
    """Whether anybody is still told of it; after some days that would only confuse."""
    return at - happened_at <= timedelta(days=settings.MESSAGES_FRESH_DAYS)


def is_imported(case: Case) -> bool:
    """Whether a case came with an import: its buyer is told by nobody here."""
    return case.channel == Channel.IMPORT


def may_still_arrive(message: Message) -> bool:
    """Whether the same words go, or have gone, to the same person by another way."""
    return _on_their_way(cause_of(message), message.event).exclude(pk=message.pk).exists()


def is_reply_on_its_way(cause: int) -> bool:
    """Whether a message was made of this entry of the journal that goes, or has gone."""
    return _on_their_way(str(cause), REPLY).exists()


def cause_of(message: Message) -> str:
    """The entry of the journal that it was made from."""
    return message.key.partition(":")[0]


_ON_ITS_WAY = (MessageState.WAITING, MessageState.SENT, MessageState.HELD, MessageState.BUNDLED)


def _on_their_way(cause: str, event: str) -> QuerySet[Message]:
    made = Message.objects.filter(key__startswith=f"{cause}:{event}:")
    return made.filter(state__in=[str(state) for state in _ON_ITS_WAY])


def _is_sent(code: str, bought: Bought) -> bool:
    event, person = BY_CODE[code], Directory().buyer(bought)
    ways = set(matrix().channels(event, BUYER)) & ways_out()
    blocks = blocked() if ways else {}
    return any(not why_not(event, person, way, blocks) for way in ways)
