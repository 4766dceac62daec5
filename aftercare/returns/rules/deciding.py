"""One decision about a return: facts in, every part with the rule that decided and the nearest miss out.

Nothing here reads a clock or a record. The same facts under the same version of policy and law decide the same, today
and in a rehearsal.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from aftercare.catalog.terms import Cause
from aftercare.returns.rules.fees import FeeRule, decide_fee
from aftercare.returns.rules.gifts import Gift
from aftercare.returns.rules.laws import Law, law_of
from aftercare.returns.rules.triggers import MERCHANT_RULE, Claimant, Trust, decide_trigger, near_trust
from aftercare.returns.rules.window import Window, decide_window
from aftercare.returns.terms import Choice, Extra, FeeKind, GoodsClass, Payer, RefundTrigger

BY_LAW, BY_POLICY = "law", "policy"
CHARGED = "charged"
"""The answer about a service fee that may be taken."""
FEE_LET_GO = "policy:fee_let_go"
"""The rule of a service fee to which the buyer had agreed, and which the review did not take."""
FEE_BEFORE = "policy:fee_before"
"""The rule of goods that did not come with an earlier return, whose buyer agreed to a service fee then."""


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


def open_window(terms: Terms, *, signed_on: date | None, asked_on: date) -> Window:
    """Until when a return may be asked for: by policy or by law, whichever is better for the buyer."""
    law = law_of(terms.law)
    own = decide_window(days=terms.window_days, signed_on=signed_on, asked_on=asked_on)
    if law is None or own.ends_on is None:
        return own
    due = decide_window(days=law.window_days, signed_on=signed_on, asked_on=asked_on)
    return Window(due.is_open, due.ends_on, "law_window") if due.ends_on and due.ends_on > own.ends_on else own


def decide(terms: Terms, wish: Wish, window: Window | None = None) -> Decision:
    """Everything at once. `window` is the one that a promise or a colleague has widened already."""
    found = window or open_window(terms, signed_on=wish.signed_on, asked_on=wish.asked_on)
    law = law_of(terms.law)
    excluded = [_excluded(law, wish.cause, piece) for piece in wish.pieces]
    left_out = [one for one in excluded if one and one.answer == "excluded"]
    freight = _freight(terms, law, wish)
    trigger = find_trigger(terms, wish.claimant) if wish.claimant else None
    extras = {extra: _extra(terms, law, extra) for extra in Extra}
    fee, gifts = find_fee(terms, wish), find_gifts(terms, wish)
    parts = [
        _window(terms, law, wish, found),
        *[one for one in excluded if one],
        freight,
        *([trigger] if trigger else []),
        *extras.values(),
        fee,
        *gifts,
        *_refund_way(law, wish),
        *_refund_by(law, wish.cause),
    ]
    return Decision(
        window=found,
        freight_payer=Payer(freight.answer),
        trigger=RefundTrigger(trigger.answer) if trigger else terms.trigger,
        excluded=tuple(str(one.facts["sku"]) for one in left_out),
        locked=locked_extras(terms),
        findings=tuple(parts),
        fee_minor=fee.facts["minor"] if fee.answer == CHARGED else 0,
        gifts_back=_spares_gifts(terms, wish) == "",
        promised=wish.promised,
    )


def find_fee(terms: Terms, wish: Wish) -> Finding:
    """Whether the merchant's service fee may be taken, and how much.

    Never for goods with a fault or after a wrong delivery, nor where the law or the seller himself gives all of the
    money back; for a reason that does not say at whose door it lies only by a rule that names it. What is so much for
    each request is not asked a second time for what did not come with the first.
    """
    payer = wish.charged
    named = decide_fee(terms.fees, payer, wish.reason, named_only=True) if payer and wish.says_nothing else None
    found = named or (decide_fee(terms.fees, payer, wish.reason) if payer else None)
    if found is None or payer is None:
        return Finding("fee", "with_consent", "policy:fee", "fee_consent")
    if not found.minor:
        return Finding("fee", "none", f"policy:no_fee:{found.number}")
    facts = {"minor": found.minor, "currency": payer.currency, "of": payer.amount_minor}
    spared = _spared(law_of(terms.law), wish, is_named=named is not None)
    if spared:
        return replace(spared, facts={**facts, **spared.facts})
    if wish.rest_of and terms.fees[found.number - 1].kind == FeeKind.FIXED:
        return Finding("fee", "none", FEE_BEFORE, "", {**facts, "number": wish.rest_of})
    return Finding("fee", CHARGED, f"policy:service_fee:{found.number}", "fee_consent", facts)


def _spared(law: Law | None, wish: Wish, *, is_named: bool) -> Finding | None:
    """Why a fee that a rule would take is not taken."""
    if wish.cause == Cause.FAULT:
        return Finding("fee", "none", "policy:fee_fault", "fee_mind")
    if wish.is_delivery_wrong:
        return Finding("fee", "none", "policy:fee_delivery", "fee_mind")
    if wish.says_nothing and not is_named:
        return Finding("fee", "none", "policy:fee_open", "fee_mind")
    if law and law.is_free and _is_in(law, wish):
        return Finding("fee", "none", "law:fee", "fee_later", law.where("fee"))
    return Finding("fee", "none", "policy:fee_promise") if wish.is_all_promised else None


def _spares_gifts(terms: Terms, wish: Wish) -> str | None:
    """Why a law that wants gifts back with the goods does not want them here: they are asked for after its days, with a
    fault or a wrong delivery, or the seller promised all of the money. Empty where it does; None without such a law.

    Who let the request in, and how long the merchant's own window is, does not count.
    """
    law = law_of(terms.law)
    if law is None or not law.gifts_back or not wish.for_money or wish.is_taken_over:
        return None
    if wish.cause == Cause.FAULT or wish.is_delivery_wrong:
        return "fault"
    if wish.is_promised_whole:
        return "promise"
    return "" if _is_in(law, wish) else "late"


def find_gifts(terms: Terms, wish: Wish) -> list[Finding]:
    """The gifts that go back with the goods by law, foreseen: what is due for them is taken at the count. Where the law
    does not want them here, what stays is told with why.
    """
    law, spared = law_of(terms.law), _spares_gifts(terms, wish)
    if law is None or spared is None:
        return []
    currency = wish.payer.currency if wish.payer else ""
    return [
        _gift_stays(gift, spared, law) if spared else _gift_due(gift, currency, law)
        for gift in wish.gifts
        if gift.kept or not spared
    ]


def _gift_due(gift: Gift, currency: str, law: Law) -> Finding:
    return Finding(
        "gift",
        "kept" if gift.kept else "comes_back",
        "law:gift" if gift.kept else "law:gift_back",
        "gift_back" if gift.kept else "gift_kept",
        {"name": gift.name, "minor": gift.minor or gift.whole_minor, "currency": currency, **law.where("gift")},
    )


def _gift_stays(gift: Gift, why: str, law: Law) -> Finding:
    return Finding("gift", "free", f"policy:gift_{why}", "", {"name": gift.name, **law.where("gift")})


def _refund_way(law: Law | None, wish: Wish) -> list[Finding]:
    """By which way the money goes back, where a law says, for goods that come back within its days after they came;
    what was taken over from elsewhere went as it went.
    """
    if law is None or not law.same_way or wish.cause == Cause.FAULT or wish.is_taken_over:
        return []
    if not wish.for_money or wish.signed_on is None:
        return []
    return [Finding("refund_way", "same_way", "law:same_way", "", law.where("same_way"))] if _is_in(law, wish) else []


def without_consent(finding: Finding) -> Finding:
    """The fee that the buyer has not agreed to: it is not taken, and what it would be stays told."""
    return replace(finding, answer="with_consent", rule="policy:fee_not_agreed")


def _is_in(law: Law, wish: Wish) -> bool:
    """Whether it was asked for within the days of the law, whatever the merchant's own are."""
    return decide_window(days=law.window_days, signed_on=wish.signed_on, asked_on=wish.asked_on).is_open


def decided_extras(terms: Terms) -> list[Finding]:
    """What holds for coupon, coins and freight, and by which rule."""
    law = law_of(terms.law)
    return [_extra(terms, law, extra) for extra in Extra]


def locked_extras(terms: Terms) -> dict[Extra, bool]:
    """The extras about which the reviewer has no choice, and what holds for them."""
    found = {Extra(one.about): one.answer for one in decided_extras(terms)}
    return {extra: answer == Choice.ALWAYS for extra, answer in found.items() if answer != Choice.REVIEW}


def barred(terms: Terms, piece: Piece) -> Finding | None:
    """Why this article does not come back for a mere change of mind, as far as that is known before anybody asks."""
    found = _excluded(law_of(terms.law), Cause.MIND, piece)
    return found if found and found.answer == "excluded" else None


def _window(terms: Terms, law: Law | None, wish: Wish, window: Window) -> Finding:
    """Whether it was asked in time, and what would have changed that."""
    answer = "open" if window.is_open else "over"
    day = window.ends_on.isoformat() if window.ends_on else ""
    facts: dict[str, Any] = {"day": day, "days": terms.window_days, "law": law.key if law else ""}
    if law and window.rule == "law_window":
        own = wish.signed_on + timedelta(days=terms.window_days or 0) if wish.signed_on else None
        facts |= {"days": law.window_days, **law.where("window"), "own": own.isoformat() if own else ""}
        return Finding("window", answer, "law:window", "window_own" if window.is_open else "window_earlier", facts)
    near = "" if window.is_open and not window.ends_on else "window_later" if window.is_open else "window_earlier"
    return Finding("window", answer, f"policy:{window.rule}", near, facts)


def _excluded(law: Law | None, cause: Cause | None, piece: Piece) -> Finding | None:
    """Whether the law lets the seller refuse this article: only where the buyer has merely changed his mind.

    A fault is always a reason to send it back; a reason that says neither leaves it to the reviewer.
    """
    listed = law is not None and piece.goods_class in (*law.never, *law.if_confirmed)
    if law is None or not listed or piece.goods_class is None:
        return None
    part = "never" if piece.goods_class in law.never else "confirmed"
    facts = {"sku": piece.sku, "goods_class": str(piece.goods_class), **law.where(part)}
    if cause == Cause.FAULT:
        return Finding("goods", "taken", "law:fault", "", {**facts, **law.where("fault")})
    if part == "confirmed" and not piece.is_confirmed:
        return Finding("goods", "taken", "law:unconfirmed", "goods_confirmed", facts)
    if cause is None:
        return Finding("goods", "taken", "law:goods_open", "goods_mind", facts)
    near = "goods_fault" if part == "never" else "goods_unconfirmed"
    return Finding("goods", "excluded", f"law:{part}", near, facts)


def let_in(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same findings once a colleague has let excluded goods in: they are taken, and the rule says by whom."""
    return tuple(
        replace(one, answer="taken", rule="policy:goods_let_in") if one.answer == "excluded" else one
        for one in findings
    )


def _freight(terms: Terms, law: Law | None, wish: Wish) -> Finding:
    """Who pays the way back, and for which reason."""
    if terms.first_return_free and wish.is_first:
        return Finding("freight_payer", Payer.SHOP, "policy:first_return")
    facts = {"law": law.key if law else ""}
    if wish.cause == Cause.FAULT:
        if law and law.faults_cost_the_shop:
            return Finding("freight_payer", Payer.SHOP, "law:freight_fault", "freight_mind", law.where("fault"))
        return Finding("freight_payer", terms.freight_of_faults, "policy:freight_fault", "freight_mind", facts)
    if wish.cause == Cause.MIND:
        if law and law.minds_cost_the_buyer and terms.freight_of_minds == Payer.BUYER:
            found = law.where("freight_mind")
            return Finding("freight_payer", Payer.BUYER, "law:freight_mind", "freight_fault", found)
        return Finding("freight_payer", terms.freight_of_minds, "policy:freight_mind", "freight_fault", facts)
    return Finding("freight_payer", Payer.OPEN, "policy:freight_open", "freight_fault", facts)


def find_trigger(terms: Terms, claimant: Claimant) -> Finding:
    """When the money goes, and what would let it go earlier."""
    decided = decide_trigger(terms.trigger, terms.trusts, claimant)
    if decided.rule != MERCHANT_RULE:
        return Finding("trigger", decided.trigger, f"policy:{decided.rule}")
    missed = near_trust(terms.trigger, terms.trusts, claimant)
    if missed is None:
        return Finding("trigger", decided.trigger, f"policy:{decided.rule}")
    trust, what = missed
    facts = {"mark": trust.mark, "level": trust.level, "minor": trust.below_minor, "currency": trust.currency}
    return Finding("trigger", decided.trigger, f"policy:{decided.rule}", f"trust_{what}", facts)


def _extra(terms: Terms, law: Law | None, extra: Extra) -> Finding:
    """Whether the reviewer has a choice about coupon, coins and freight."""
    if law and law.gives_back_in_kind and extra in (Extra.COUPON, Extra.COINS):
        return Finding(str(extra), "always", f"law:{extra}", "", law.where(extra))
    choice = terms.extras.get(extra, Choice.REVIEW)
    return Finding(str(extra), str(choice), f"policy:{extra}")


def _refund_by(law: Law | None, cause: Cause | None) -> list[Finding]:
    """Within how many days the money goes, with the day from which they count only where the law's is known."""
    if law is None or law.refund_days is None:
        return []
    is_fault = cause == Cause.FAULT and "refund_by_fault" in law.places
    facts = {**law.where("refund_by_fault" if is_fault else "refund_by"), "days": law.refund_days}
    rule = "law:refund_by" if law.refund_from_goods else "law:refund_within"
    return [Finding("refund_by", str(law.refund_days), rule, "", facts)]
