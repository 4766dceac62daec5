"""The rows of the list of what buyers owe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.billing.models import Overpaid
from aftercare.billing.queries.refunds import COUNT_CAP
from aftercare.billing.terms import OverpaidState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.kit.figures import at_most
from aftercare.web.kit.parts import Tab, Text
from aftercare.web.money_words import DEBTOR, OVERPAID_CAUSE, OVERPAID_STATE
from aftercare.web.words import Word

LABELS: Mapping[str, Text] = {
    OverpaidState.OPEN: _("Owed"),
    OverpaidState.WRITE_OFF_ASKED: _("To be let go?"),
    OverpaidState.REPAID: _("Paid back"),
    OverpaidState.CAME: _("Goods came after all"),
    OverpaidState.WRITTEN_OFF: _("Let go"),
}


@dataclass(frozen=True)
class OverpaidRow:
    """What one buyer owes, and what this reader may do about it."""

    owed: Overpaid
    may_repay: bool
    may_propose: bool
    may_decide: bool
    is_own: bool

    @property
    def cause(self) -> Text:
        """Why too much was paid, in words."""
        return OVERPAID_CAUSE[self.owed.cause]

    @property
    def debtor(self) -> Text:
        """Who owes it; a carrier by name."""
        return self.owed.debtor_name or DEBTOR[self.owed.debtor]

    @property
    def word(self) -> Word:
        """Its state, with tone and glyph."""
        return OVERPAID_STATE[self.owed.state]


def overpaid_rows(found: Sequence[Overpaid], actor: Actor) -> list[OverpaidRow]:
    """The rows of a page."""
    return [_row(one, actor) for one in found]


def overpaid_tabs(current: str, counts: Mapping[str, int], address: str) -> list[Tab]:
    """The tabs above the list."""
    return [
        Tab(label, f"{address}?state={state}", at_most(counts[state], COUNT_CAP), current=state == current)
        for state, label in LABELS.items()
    ]


def _row(owed: Overpaid, actor: Actor) -> OverpaidRow:
    approves, is_open = actor.may(Right.REFUNDS_APPROVE), owed.state == OverpaidState.OPEN
    is_asked = owed.state == OverpaidState.WRITE_OFF_ASKED
    return OverpaidRow(
        owed,
        may_repay=(is_open or is_asked) and actor.may(Right.PAYOUTS_RECORD),
        may_propose=is_open and approves,
        may_decide=is_asked and approves,
        is_own=is_asked and owed.write_off_asked_by == actor.key,
    )
