"""What a rehearsal says on the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.returns.queries.rehearsing import Rehearsal
from aftercare.web.kit.figures import listed, money, number
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import Text

_HOW: Mapping[tuple[str, str], Text] = {
    ("window", "accepted"): _("would be in time"),
    ("window", "refused"): _("would be too late"),
    ("goods", "accepted"): _("could no longer be refused by their class"),
    ("goods", "refused"): _("could be refused by their class"),
    ("trigger", "earlier"): _("would be paid earlier"),
    ("trigger", "later"): _("would be paid later"),
    ("freight_payer", "to_shop"): _("would travel back at the shop's cost"),
    ("freight_payer", "to_buyer"): _("would travel back at the buyer's cost"),
    ("receipt", "timer"): _("would have counted as received before anybody said so"),
    ("receipt", "word"): _("would have waited for the buyer's word"),
    ("follow_up", "asked"): _("would be asked how the new goods do"),
    ("follow_up", "unasked"): _("would no longer be asked how the new goods do"),
    ("advance", "first"): _("would have had the new goods first"),
    ("advance", "later"): _("would have sent the old goods first"),
    ("release", "held"): _("would have waited for an agent's word"),
    ("release", "free"): _("would have left without an agent's word"),
}


@dataclass(frozen=True)
class Line:
    """One way in which returns would be decided otherwise, with the money in them and some of them."""

    count: str
    how: Text
    money: str
    examples: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """The whole rehearsal in words."""

    looked: str
    lines: list[Line]


def shown(found: Rehearsal, *, of_exchanges: bool = False) -> Shown:
    """The rehearsal as the page tells it."""
    return Shown(
        _looked_at(found) if of_exchanges else _looked(found),
        [line for change in found.changes for line in _lines(found, change.about)],
    )


def _lines(found: Rehearsal, about: str) -> list[Line]:
    (change,) = [one for one in found.changes if one.about == about]
    return [
        Line(
            count=_about(found, round(count * found.scale)),
            how=_HOW[about, how],
            money=listed(
                money(round(minor * found.scale), currency)
                for (currency, told), minor in sorted(change.money.items())
                if told == how
            ),
            examples=[(no, address_of("return-detail", no)) for no, told in change.examples if told == how],
        )
        for how, count in sorted(change.seen.items())
    ]


def _about(found: Rehearsal, count: int) -> str:
    return gettext("about %(count)s") % {"count": number(count)} if found.is_sample else number(count)


def _looked_at(found: Rehearsal) -> str:
    if found.is_sample:
        return gettext("Estimated from the latest %(looked)s exchanges.") % {"looked": number(found.looked)}
    return gettext("All %(looked)s exchanges of the last 90 days were looked at.") % {"looked": number(found.looked)}


def _looked(found: Rehearsal) -> str:
    facts = {"looked": number(found.looked), "all": number(round(found.looked * found.scale))}
    if found.is_sample:
        words = gettext("Estimated from a random sample: %(looked)s of about %(all)s returns of the last 90 days.")
        return words % facts
    return gettext("All %(looked)s returns of the last 90 days were decided anew.") % facts
