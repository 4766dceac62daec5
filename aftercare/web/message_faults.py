"""That a server does not let us send, for who can mend it or wonders why messages wait."""

from dataclasses import dataclass

from aftercare.kernel.actor import Actor
from aftercare.notifications.queries.messages import own_faults
from aftercare.notifications.queries.setting import nothing_leaves
from aftercare.web.kit.parts import Text
from aftercare.web.message_words import CHANNEL_KIND


@dataclass(frozen=True)
class FaultRow:
    """A way by which we are not let send, with what the other side says."""

    channel: Text
    sentence: str


def faults_shown_to(actor: Actor) -> list[FaultRow]:
    """Ours to mend; not for who sees some merchants alone, since it may quote an address of another's buyer."""
    if actor.merchants is not None or nothing_leaves():
        return []
    return [FaultRow(CHANNEL_KIND[channel], one.sentence) for channel, one in own_faults().items()]
