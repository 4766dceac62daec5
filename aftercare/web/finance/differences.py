"""The rows of the page on which bank and books are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.billing.models import Difference
from aftercare.billing.queries.refunds import COUNT_CAP
from aftercare.billing.terms import DifferenceState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.kit.figures import at_most
from aftercare.web.kit.parts import Tab, Text
from aftercare.web.money_words import DIFFERENCE_KIND, DIFFERENCE_STATE
from aftercare.web.words import Word

LABELS: Mapping[str, Text] = {
    DifferenceState.OPEN: _("To settle"),
    DifferenceState.SETTLED: _("Settled"),
    DifferenceState.CLEARED: _("Cleared by itself"),
}


@dataclass(frozen=True)
class DifferenceRow:
    """One difference; `may_settle` when this reader may say what it was."""

    difference: Difference
    may_settle: bool

    @property
    def kind(self) -> Text:
        """In words."""
        return DIFFERENCE_KIND[self.difference.kind]

    @property
    def word(self) -> Word:
        """Its state, with tone and glyph."""
        return DIFFERENCE_STATE[self.difference.state]


def difference_rows(found: Sequence[Difference], actor: Actor) -> list[DifferenceRow]:
    """The rows of a page."""
    return [DifferenceRow(one, _may_settle(one, actor)) for one in found]


def difference_tabs(current: str, counts: Mapping[str, int], address: str) -> list[Tab]:
    """The tabs above the list."""
    return [
        Tab(label, f"{address}?state={state}", at_most(counts[state], COUNT_CAP), current=state == current)
        for state, label in LABELS.items()
    ]


def _may_settle(difference: Difference, actor: Actor) -> bool:
    paid_by = difference.payout.paid_by if difference.payout else ""
    return difference.state == DifferenceState.OPEN and actor.may(Right.STATEMENTS_SETTLE) and paid_by != actor.key
