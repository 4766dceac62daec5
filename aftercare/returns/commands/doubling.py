"""Opening a case beside another about the same: only with a word."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.orders.commands.locking import lock_order
from aftercare.orders.models import Order
from aftercare.returns.models import Return
from aftercare.returns.queries.duplicates import similar_open
from aftercare.rows.commands import change


class LooksLikeAnother(Conflict):
    """A case about the same is open."""

    code = "looks_like_another"


def check_not_doubled(
    order: Order, lines: Collection[int], reason_id: int, despite: str, *, of_all_orders: bool, at: datetime
) -> Return | None:
    """The open case about the same that the asker knows of and passes by with a word; refuses without the word.

    The order is locked first, so that of two requests at the same moment the second sees the first.
    """
    lock_order(order.pk)
    found = similar_open(order, lines, reason_id=reason_id, at=at, of_all_orders=of_all_orders)
    if found and not despite.strip():
        sentence = _("%(number)s is open about this already. Continue there, or say why this is another matter.")
        raise LooksLikeAnother(sentence, field="despite", number=found.number)
    return found


def note_double(returning: Return, other: Return, words: str, *, by: Actor, at: datetime) -> Return:
    """Keep which case this one was opened beside, and why."""
    returning.similar_to, returning.similar_words = other, words.strip()[:300]
    change([returning], "similar_to", "similar_words")
    after = {"reference": other.number}
    note = returning.similar_words
    record(Fact("returns.return.double", returning.label, by, at, stream=returning.stream, after=after, note=note))
    return returning
