"""Who is told about which journal entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aftercare.jobs import messages, webhooks
from aftercare.jobs.aside import each_by_itself
from aftercare.jobs.changes import follow_talk
from aftercare.jobs.mailbox import open_matched
from aftercare.jobs.payouts import queue_told
from aftercare.journal.models import Entry
from aftercare.notifications.rules.events import KINDS
from aftercare.notifications.rules.outside import PUBLIC
from aftercare.reporting.commands.indexing import index_entries
from aftercare.reporting.commands.scoring import follow_entries

EVERYTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subscription:
    """A consumer with its own place in the journal, known by `name`; never rename it, or it reads from the start.

    `kinds` are the kinds of entry it is given; empty means all. It is given an entry again after a crash, so what it
    does must bear repetition. With `sets_aside` an entry that breaks it is passed over when others do not: for whoever
    may miss one, but must not miss all. Figures may not; they wait.
    """

    name: str
    consume: Callable[[Sequence[Entry]], None]
    kinds: frozenset[str] = EVERYTHING
    sets_aside: bool = False

    def take(self, entries: Sequence[Entry]) -> None:
        """Hand on what it is interested in."""
        mine = [entry for entry in entries if not self.kinds or entry.kind in self.kinds]
        if mine and self.sets_aside:
            each_by_itself(self.name, self.consume, mine)
        elif mine:
            self.consume(mine)


PAYOUT_ORDERS = frozenset(f"billing.payout_order.{told}" for told in ("open", "try_again", "ask_again", "withdraw"))

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription("search", index_entries, sets_aside=True),
    Subscription("scores", follow_entries),
    Subscription("payouts", queue_told, kinds=PAYOUT_ORDERS),
    Subscription("dues", follow_talk, kinds=frozenset({"cases.note.message"})),
    Subscription("mail", open_matched, kinds=frozenset({"notifications.mail.match"})),
    Subscription("messages", messages.tell_and_queue, kinds=KINDS, sets_aside=True),
    Subscription("webhooks", webhooks.tell_and_queue, kinds=frozenset(PUBLIC), sets_aside=True),
)
