"""That a server does not let us send, for who can mend it or wonders why messages wait."""

from dataclasses import dataclass

from django.utils import timezone

from aftercare.kernel.actor import Actor
from aftercare.notifications.queries.messages import own_faults, sent_back
from aftercare.notifications.queries.setting import nothing_leaves
from aftercare.web.kit.parts import Text
from aftercare.web.message_words import CHANNEL_KIND


@dataclass(frozen=True)
class FaultRow:
    """A way by which we are not let send, with what the other side says: at once, or by sending back what it took."""

    channel: Text
    sentence: str
    came_back: bool = False


def faults_shown_to(actor: Actor) -> list[FaultRow]:
    """Ours to mend; not for who sees some merchants alone, since it may quote an address of another's buyer."""
    if actor.merchants is not None or nothing_leaves():
        return []
    rows = [FaultRow(CHANNEL_KIND[channel], one.sentence) for channel, one in own_faults().items()]
    back = sent_back(at=timezone.now())
    return [*rows, FaultRow(CHANNEL_KIND[back.channel], back.said, came_back=True)] if back else rows
