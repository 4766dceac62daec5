"""Why a return was decided as it was, in the buyer's words: what concerns him, without our inner terms."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.returns.commands.fees import ON_HIS_PAGE
from aftercare.returns.rules.asked import Finding
from aftercare.returns.terms import Payer
from aftercare.web.decision_words import CONSENT, facts_of, rule_of
from aftercare.web.kit.parts import Text

OWN_CONSENT: Mapping[str, Text] = {**CONSENT, ON_HIS_PAGE: _("the service fee, when you asked")}
"""The same as the buyer himself reads them."""

FOR_BUYER: Mapping[str, Text] = {
    "law:window": _("You could ask until %(day)s: by law, %(days)s days from the day after you signed."),
    "policy:merchant_window": _("You could ask until %(day)s: %(days)s days from the day after you signed."),
    "policy:seller_promise": _("You asked within the time that the seller promised in writing."),
    "law:freight_fault": _("The seller pays for the way back, since the goods have a fault."),
    "law:freight_mind": _("You pay for the way back, since you changed your mind."),
    "policy:freight_fault": _("The goods have a fault; the way back is paid by: %(payer)s."),
    "policy:freight_mind": _("You changed your mind; the way back is paid by: %(payer)s."),
    "policy:first_return": _("Your first return is free: the seller pays for the way back."),
    "law:coupon": _("A coupon that you used comes back to you as a coupon."),
    "law:coins": _("Coins and points that you used come back to you as such."),
    "law:gift": _(
        "%(name)s stays with you: once all goods are here, its marked price of %(amount)s is taken off, by law."
    ),
    "law:gift_back": _("%(name)s was a gift: please send it back, too; else %(amount)s are taken off, by law."),
    "policy:gift_late": _("%(name)s was a gift: you may keep it, it costs you nothing."),
    "policy:gift_fault": _("%(name)s was a gift: you may keep it, it costs you nothing."),
    "policy:gift_promise": _("%(name)s was a gift: you may keep it, it costs you nothing."),
    "law:same_way": _("Your money comes back the way you paid."),
    "law:refund_by": _("By law your money comes at most %(days)s days after the goods are here."),
    "law:refund_within": _("By law your money comes within %(days)s days."),
    "law:unconfirmed": _("%(sku)s may come back: you confirmed nothing else at the purchase."),
    "policy:service_fee": _("The seller takes a service fee of %(amount)s, to which you agreed."),
    "policy:fee_not_agreed": _("You did not agree to the seller's service fee of %(amount)s, so nothing is taken."),
    "policy:fee_before": _("This is the rest of your return %(number)s, so it costs you no second service fee."),
    "policy:fee_let_go": _("The seller does not take the service fee of %(amount)s to which you had agreed."),
}
"""What the buyer reads of it."""

BEFOREHAND: Mapping[str, Text] = {
    "law:never": _(
        "%(goods_class)s: after a mere change of mind it need not be taken back (%(law)s, art. %(article)s)."
        " With a fault you may send it back."
    ),
    "law:confirmed": _(
        "%(goods_class)s: you confirmed at the purchase that it does not come back (%(law)s, art. %(article)s)."
        " With a fault you may send it back."
    ),
}
"""What a buyer reads at an article before he asks."""

FEE_BEFOREHAND: Mapping[str, Text] = {
    "service_fee": _(
        "For this return the seller takes a service fee of %(amount)s off what you get back, if you agree."
        " If you do not, nothing is taken off, and he decides about your request."
    ),
    "fee": _("This return costs you no service fee: the law forbids it (%(law)s, art. %(article)s)."),
    "fee_fault": _("The goods have a fault, so this return costs you no service fee."),
    "fee_delivery": _("Something was wrong with the delivery, so this return costs you no service fee."),
    "fee_open": _("For this reason the return costs you no service fee."),
    "fee_promise": _("The seller has promised you all of your money, so this return costs you no service fee."),
    "fee_before": _("This is the rest of your return %(number)s, so it costs you no second service fee."),
    "no_fee": _("This return costs you no service fee."),
}
"""What a buyer reads of a service fee before he asks."""

BUYER_PAYER: Mapping[str, Text] = {Payer.SHOP: _("the seller"), Payer.BUYER: _("you")}

WAY_BACK: Mapping[str, Text] = {
    "first_return": _("Your first return is free: we pay for the way back."),
    "decided": _("We pay for the way back."),
    "courier": _("Our courier fetches it: we pay for the way back."),
}
"""Why the way back is ours to pay."""

WAY_BACK_OF: Mapping[str, Text] = {Payer.BUYER: _("You pay for the way back.")}


def told_to_buyer(findings: Iterable[Mapping[str, Any]], *, went_otherwise: bool = False) -> list[str]:
    """What the buyer reads: only what concerns him, in his words. `went_otherwise`: he agreed to another way for his
    money than the one by which he paid.
    """
    findings = [one for one in findings if not (went_otherwise and one["about"] == "refund_way")]
    kept = [(FOR_BUYER.get(rule_of(one)), one) for one in findings]
    return [str(words) % facts_of(one, BUYER_PAYER) for words, one in kept if words]


def told_beforehand(finding: Finding) -> str:
    """Why an article will not be taken back for a change of mind."""
    return str(BEFOREHAND[finding.rule]) % facts_of(asdict(finding), BUYER_PAYER)


def fee_beforehand(finding: Finding) -> str:
    """What a buyer reads of a service fee before he asks; `finding` is what his request would find."""
    return str(FEE_BEFOREHAND.get(finding.rule.split(":")[1], "")) % facts_of(asdict(finding), BUYER_PAYER)


def own_consent(consent: str) -> str:
    """How the reader himself agreed to less."""
    return str(OWN_CONSENT.get(consent, consent))
