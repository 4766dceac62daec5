"""What a rehearsal says on the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.returns.queries.rehearsing import Rehearsal
from aftercare.returns.terms import Extra
from aftercare.web.kit.figures import listed, money, number
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import Text
from aftercare.web.settings.journal_words import name_of

_EXTRA: Mapping[Extra, Mapping[str, Text]] = {
    Extra.COUPON: {
        "always": _("would always give a coupon back that was used"),
        "never": _("would never give a coupon back"),
        "review": _("would leave the coupon to the reviewer"),
    },
    Extra.COINS: {
        "always": _("would always give coins and points back that were used"),
        "never": _("would never give coins and points back"),
        "review": _("would leave coins and points to the reviewer"),
    },
    Extra.FREIGHT: {
        "always": _("would always give the freight of the delivery back"),
        "never": _("would never give the freight of the delivery back"),
        "review": _("would leave the freight of the delivery to the reviewer"),
    },
}

_HOW: Mapping[tuple[str, str], Text] = {
    ("window", "accepted"): _("would be in time"),
    ("window", "refused"): _("would be too late"),
    ("goods", "accepted"): _("could no longer be refused by their class"),
    ("goods", "refused"): _("could be refused by their class"),
    ("trigger", "earlier"): _("would be paid earlier"),
    ("trigger", "later"): _("would be paid later"),
    ("fee", "more"): _("would cost a service fee, or a higher one, if the buyer agreed"),
    ("fee", "less"): _("would cost no service fee, or a lower one"),
    ("fee", "beside"): _("would cost it beside a deduction to which the buyer agreed by hand"),
    ("gift", "charged"): _("would take the marked price of gifts off that stay with the buyer"),
    ("gift", "free"): _("would take nothing off for gifts that stay with the buyer"),
    ("refund_way", "as_paid"): _("would have to be paid back as they were paid"),
    ("refund_way", "asked"): _("were paid back in another way, and would have needed the buyer's consent"),
    ("refund_way", "free"): _("could be paid back in any way"),
    ("people", "apart"): _("had one person in two steps, and would have needed another"),
    ("freight_payer", "to_shop"): _("would travel back at the shop's cost"),
    ("freight_payer", "to_buyer"): _("would travel back at the buyer's cost"),
    ("goods_due", "lapsed"): _("would have lapsed before the goods were sent"),
    ("goods_due", "in_time"): _("would have been sent in time"),
    ("goods_due", "longer"): _("lapsed, and would have waited longer for the goods"),
    ("goods_due", "sooner"): _("lapsed, and would have lapsed sooner"),
    **{(str(extra), choice): how for extra, said in _EXTRA.items() for choice, how in said.items()},
    ("refund_by", "named"): _("would have other days by law for the money to go back"),
    ("refund_by", "unnamed"): _("would have no days by law for the money to go back"),
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
    """The whole rehearsal in words: by which changed parts it looked at returns, and by which it could not."""

    looked: str
    lines: list[Line]
    unlooked: list[Text]
    parts: list[Text]


def shown(found: Rehearsal, *, of_exchanges: bool = False) -> Shown:
    """The rehearsal as the page tells it."""
    return Shown(
        _looked_at(found) if of_exchanges else _looked(found),
        [line for change in found.changes for line in _lines(found, change.about)],
        [name_of(part) for part in found.unlooked],
        [name_of(part) for part in found.parts],
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
