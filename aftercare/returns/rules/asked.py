"""What a decision about a return is made from, and what it is made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from aftercare.catalog.terms import Cause
from aftercare.returns.rules.fees import FeeRule
from aftercare.returns.rules.gifts import Gift
from aftercare.returns.rules.laws import Law
from aftercare.returns.rules.triggers import Claimant, Trust
from aftercare.returns.rules.window import Window, decide_window
from aftercare.returns.terms import Choice, Extra, GoodsClass, Payer, RefundTrigger

BY_LAW, BY_POLICY = "law", "policy"


@dataclass(frozen=True)
class Terms:
    """What a merchant decided about returns, as rules read it; `law` is the profile that stands above it."""

    version: int = 0
    window_days: int | None = None
    goods_due_days: int | None = None
    trigger: RefundTrigger = RefundTrigger.INSPECTION
    trusts: Sequence[Trust] = ()
    law: str = ""
    extras: Mapping[Extra, Choice] = field(default_factory=dict)
    freight_of_faults: Payer = Payer.SHOP
    freight_of_minds: Payer = Payer.BUYER
    first_return_free: bool = False
    fees: Sequence[FeeRule] = ()
    separate_people: bool = True


@dataclass(frozen=True)
class Piece:
    """One article of the request; `is_confirmed`: the buyer confirmed at the purchase that it does not come back."""

    sku: str
    goods_class: GoodsClass | None = None
    is_confirmed: bool = False


@dataclass(frozen=True)
class Wish:
    """What is known when a buyer asks. `cause` is that of his reason, None when it says nothing about it.

    Without a `claimant` it stays open when the money goes: that is decided at the approval. `payer` would owe a service
    fee, for the amount that he asks back with the reason of this code; None where no fee can be, since nothing comes
    back for money, which `for_money` says of its goods. `gifts` came with the goods and are due with them.
    `is_promised_whole`: the seller has promised in writing to give all of the money back, for articles `promised` that
    are worth `promised_minor`. `is_delivery_wrong`: by his reason something went wrong with what was delivered,
    whatever its cause. `is_taken_over`: it was settled elsewhere, whatever a law says, and stands here for the record.
    `rest_of` is the number of an earlier return, whose buyer agreed to a fee, when all of this is what did not come
    with it.
    """

    asked_on: date
    signed_on: date | None
    claimant: Claimant | None = None
    cause: Cause | None = None
    pieces: Sequence[Piece] = ()
    is_first: bool = False
    payer: Claimant | None = None
    reason: str = ""
    is_promised_whole: bool = False
    gifts: Sequence[Gift] = ()
    for_money: bool = False
    promised: Collection[str] = ()
    promised_minor: int = 0
    is_delivery_wrong: bool = False
    is_taken_over: bool = False
    rest_of: str = ""

    @property
    def is_all_promised(self) -> bool:
        """Whether every article is to be paid back whole."""
        return self.is_promised_whole and (self.payer is None or self.payer.amount_minor <= self.promised_minor)

    @property
    def charged(self) -> Claimant | None:
        """Who would owe a fee, for what is not promised whole; where all of it is, for all, to tell what is let go."""
        if self.payer is None or self.is_all_promised:
            return self.payer
        return replace(self.payer, amount_minor=self.payer.amount_minor - self.promised_minor)

    @property
    def says_nothing(self) -> bool:
        """Whether the reason leaves open at whose door it lies."""
        return self.cause is None and not self.is_delivery_wrong


@dataclass(frozen=True)
class Finding:
    """One part of the decision: what about, the answer, the rule, the nearest miss, and what fills the sentences."""

    about: str
    answer: str
    rule: str
    near: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, Any]:
        """As a return keeps it."""
        return {
            "about": self.about,
            "answer": self.answer,
            "rule": self.rule,
            "near": self.near,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True)
class Decision:
    """The whole of it. `excluded` are articles that need not be taken back; `locked` extras leave no choice.

    `fee_minor` is the service fee that may be taken with the buyer's consent, in minor units. Nothing of it is taken
    off articles `promised` to be paid back whole. `gifts_back`: gifts are due once no goods stay, which the count at
    the dock finds.
    """

    window: Window
    freight_payer: Payer
    trigger: RefundTrigger
    excluded: tuple[str, ...]
    locked: Mapping[Extra, bool]
    findings: tuple[Finding, ...]
    fee_minor: int = 0
    gifts_back: bool = False
    promised: Collection[str] = ()


def is_in_days(law: Law, wish: Wish) -> bool:
    """Whether it was asked for within the days of the law, whatever the merchant's own are."""
    return decide_window(days=law.window_days, signed_on=wish.signed_on, asked_on=wish.asked_on).is_open
