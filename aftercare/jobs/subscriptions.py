"""Who is told about which journal entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aftercare.jobs import messages, webhooks
from aftercare.jobs.answers import CAME_TO_NOTHING, WRITTEN, follow_answers
from aftercare.jobs.aside import sifted
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
    does must bear repetition. An entry that breaks it is set aside when others do not, and kept until it could be read.
    """

    name: str
    consume: Callable[[Sequence[Entry]], None]
    kinds: frozenset[str] = EVERYTHING

    def take(self, entries: Sequence[Entry], *, is_patient: bool = True) -> None:
        """Hand on what it is interested in."""
        mine = [entry for entry in entries if not self.kinds or entry.kind in self.kinds]
        if mine:
            sifted(self.name, self.consume, mine, is_patient=is_patient)


PAYOUT_ORDERS = frozenset(f"billing.payout_order.{told}" for told in ("open", "try_again", "ask_again", "withdraw"))

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription("search", index_entries),
    Subscription("scores", follow_entries),
    Subscription("payouts", queue_told, kinds=PAYOUT_ORDERS),
    Subscription("dues", follow_talk, kinds=frozenset({"cases.note.message", "cases.note.no_answer"})),
    Subscription("answers", follow_answers, kinds=frozenset({WRITTEN, *CAME_TO_NOTHING})),
    Subscription("mail", open_matched, kinds=frozenset({"notifications.mail.match"})),
    Subscription("messages", messages.tell_and_queue, kinds=KINDS),
    Subscription("webhooks", webhooks.tell_and_queue, kinds=frozenset(PUBLIC)),
)


def reader_of(name: str) -> Callable[[Sequence[Entry]], None] | None:
    """What a subscriber does with entries; nothing when there is none of that name."""
    return next((each.consume for each in SUBSCRIPTIONS if each.name == name), None)
