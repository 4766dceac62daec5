"""Whether words to a customer would really leave, asked before somebody counts on them."""

from aftercare.customers.models import Customer
from aftercare.notifications.queries.people import Bought, Directory, blocked, why_not
from aftercare.notifications.queries.setting import matrix, usable_channels
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.terms import BUYER, OUTWARD


def is_answer_sent(customer: Customer) -> bool:
    """Whether the answer to a complaint goes to this customer by any way that is ticked for it and open to him."""
    event, person = BY_CODE["complaint_answer"], Directory().buyer(Bought(customer))
    ways = set(matrix().channels(event, BUYER)) & usable_channels() & set(OUTWARD)
    blocks = blocked() if ways else {}
    return any(not why_not(event, person, way, blocks) for way in ways)
