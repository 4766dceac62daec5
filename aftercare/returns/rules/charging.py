"""What a request may cost the buyer: a service fee, and gifts that do not come back."""

from dataclasses import replace

from aftercare.catalog.terms import Cause
from aftercare.returns.rules.asked import Finding, Terms, Wish, is_in_days
from aftercare.returns.rules.fees import decide_fee
from aftercare.returns.rules.gifts import Gift
from aftercare.returns.rules.laws import Law, law_of
from aftercare.returns.terms import FeeKind

CHARGED = "charged"
"""The answer about a service fee that may be taken."""
FEE_LET_GO = "policy:fee_let_go"
"""The rule of a service fee to which the buyer had agreed, and which the review did not take."""
FEE_BEFORE = "policy:fee_before"
"""The rule of goods that did not come with an earlier return, whose buyer agreed to a service fee then."""


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
    if law and law.is_free and is_in_days(law, wish):
        return Finding("fee", "none", "law:fee", "fee_later", law.where("fee"))
    return Finding("fee", "none", "policy:fee_promise") if wish.is_all_promised else None


def spares_gifts(terms: Terms, wish: Wish) -> str | None:
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
    return "" if is_in_days(law, wish) else "late"


def find_gifts(terms: Terms, wish: Wish) -> list[Finding]:
    """The gifts that go back with the goods by law, foreseen: what is due for them is taken at the count. Where the law
    does not want them here, what stays is told with why.
    """
    law, spared = law_of(terms.law), spares_gifts(terms, wish)
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


def without_consent(finding: Finding) -> Finding:
    """The fee that the buyer has not agreed to: it is not taken, and what it would be stays told."""
    return replace(finding, answer="with_consent", rule="policy:fee_not_agreed")
