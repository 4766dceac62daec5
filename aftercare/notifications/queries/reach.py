"""Whether words to a customer would really leave, asked before somebody counts on them."""

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


def is_reply_sent(case: Case) -> bool:
    """Whether what a colleague writes on a case goes to whoever bought."""
    return not is_imported(case) and _is_sent(REPLY, Bought(case.customer, case.contact, case.phone))


def is_imported(case: Case) -> bool:
    """Whether a case came with an import: its buyer is told by nobody here."""
    return case.channel == Channel.IMPORT


def may_still_arrive(message: Message) -> bool:
    """Whether the same words go, or have gone, to the same person by another way."""
    same = Message.objects.filter(key__startswith=f"{cause_of(message)}:{message.event}:").exclude(pk=message.pk)
    return same.filter(state__in=[str(state) for state in _ON_ITS_WAY]).exists()


def cause_of(message: Message) -> str:
    """The entry of the journal that it was made from."""
    return message.key.partition(":")[0]


_ON_ITS_WAY = (MessageState.WAITING, MessageState.SENT, MessageState.HELD, MessageState.BUNDLED)


def _is_sent(code: str, bought: Bought) -> bool:
    event, person = BY_CODE[code], Directory().buyer(bought)
    ways = set(matrix().channels(event, BUYER)) & ways_out()
    blocks = blocked() if ways else {}
    return any(not why_not(event, person, way, blocks) for way in ways)
