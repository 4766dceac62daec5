"""The piles of the finance desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.billing.queries.refunds import COUNT_CAP
from aftercare.billing.terms import RefundState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.keyset import Key
from aftercare.web.kit.figures import at_most
from aftercare.web.kit.parts import Tab, Text


@dataclass(frozen=True)
class Pile:
    """Refunds in one state: what they are called, how they are ordered, and what is done with them next."""

    state: RefundState
    label: Text
    key: Key
    action: str
    empty: Text
    hint: Text


WAITING = Key("asked_at", newest_first=False)

PILES: Mapping[str, Pile] = {
    pile.state: pile
    for pile in (
        Pile(
            RefundState.TO_APPROVE,
            _("To approve"),
            WAITING,
            "start_refund",
            _("Nothing to approve"),
            _("A refund arrives here when operations has approved it, and the goods are where its policy wants them."),
        ),
        Pile(
            RefundState.TO_PAY,
            _("To pay"),
            WAITING,
            "complete",
            _("Nothing to pay"),
            _("A refund arrives here when finance has approved its amount."),
        ),
        Pile(
            RefundState.AT_GATEWAY,
            _("With the gateway"),
            WAITING,
            "complete",
            _("Nothing with the gateway"),
            _("What a payout gateway has been told to pay stands here until it says that it has paid."),
        ),
        Pile(
            RefundState.PAID,
            _("Paid"),
            Key("payout__paid_at", "payout__pk"),
            "",
            _("Nothing paid yet"),
            _("Every payout stands here with its reference, who recorded it and when."),
        ),
        Pile(
            RefundState.SENT_BACK,
            _("Sent back"),
            WAITING,
            "",
            _("Nothing sent back"),
            _("What finance does not agree to goes back to operations, and waits here until it comes again."),
        ),
    )
}


def pile_for(asked: str, actor: Actor) -> Pile:
    """The pile that the address names; without one, the pile that waits for this reader."""
    pays_only = actor.may(Right.PAYOUTS_RECORD) and not actor.may(Right.REFUNDS_APPROVE)
    usual = RefundState.TO_PAY if pays_only else RefundState.TO_APPROVE
    return PILES.get(asked) or PILES[usual]


def usual_pile(actor: Actor) -> Pile | None:
    """The pile that this reader works off, if he does more than look."""
    works = actor.may(Right.PAYOUTS_RECORD) or actor.may(Right.REFUNDS_APPROVE)
    return pile_for("", actor) if works else None


def tabs(current: Pile, counts: Mapping[str, int], address: str) -> list[Tab]:
    """The tabs above the list; that of the gateway only where one has something."""
    return [
        Tab(pile.label, f"{address}?state={state}", at_most(counts[state], COUNT_CAP), current=pile is current)
        for state, pile in PILES.items()
        if state != RefundState.AT_GATEWAY or counts[state] or pile is current
    ]
