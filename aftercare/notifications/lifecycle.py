"""The lives of a message, and of an event that another system is told."""

from aftercare.kernel.lifecycle import Lifecycle
from aftercare.notifications.terms import DeliveryState as D
from aftercare.notifications.terms import MessageState as S

MESSAGE = Lifecycle(
    "notifications.message",
    {
        "send": ((S.WAITING,), S.SENT),
        "hold": ((S.WAITING,), S.HELD),
        "drop": ((S.WAITING,), S.DROPPED),
        "bundle": ((S.WAITING,), S.BUNDLED),
        "fail": ((S.WAITING,), S.FAILED),
        "bounce": ((S.SENT,), S.BOUNCED),
        "try_again": ((S.HELD, S.DROPPED, S.FAILED, S.BOUNCED), S.WAITING),
    },
)
"""Between WAITING and its end lie attempts; a message that a worker has in its hands is `busy_until` some time."""

DELIVERY = Lifecycle(
    "notifications.delivery",
    {
        "deliver": ((D.WAITING,), D.DELIVERED),
        "fail": ((D.WAITING,), D.FAILED),
        "hold": ((D.WAITING,), D.HELD),
        "replay": ((D.DELIVERED, D.FAILED, D.HELD), D.WAITING),
    },
)
