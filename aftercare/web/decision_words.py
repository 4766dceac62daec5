"""Why a return was decided as it was, in words for colleagues: with the rule, and what would have changed it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.terms import Cause
from aftercare.returns.commands.fees import ON_HIS_PAGE
from aftercare.returns.rules.asked import Finding
from aftercare.returns.terms import FOR_GIFTS, Choice, Extra, FeeKind, GoodsClass, Payer
from aftercare.web.kit import dates
from aftercare.web.kit.figures import money
from aftercare.web.kit.parts import Text
from aftercare.web.words import MARK, PAYS_OUT

LAW: Mapping[str, Text] = {
    "cn_online": _("China: seven days for goods bought online"),
    "eu_withdrawal": _("European Union: withdrawal within fourteen days"),
    "es_withdrawal": _("Spain: withdrawal within fourteen days"),
}

LAW_TEXT: Mapping[str, Text] = {
    "cn_seven_days": _("China: measures on returning goods bought online within seven days (2020)"),
    "cn_consumers": _("China: Consumer Rights Protection Law (2013)"),
    "eu_2011_83": _("European Union: Directive 2011/83/EU"),
    "es_consumers": _("Spain: consumer protection act (TRLGDCU)"),
}
"""The texts in which the articles stand; one profile may draw on several."""

_TEXT_OF = {"cn_online": "cn_seven_days", "eu_withdrawal": "eu_2011_83", "es_withdrawal": "eu_2011_83"}
_PLACE_OF = {("cn_online", "24"): ("cn_consumers", "24"), ("es_withdrawal", "119 quater"): ("eu_2011_83", "13")}
"""How decisions are read that were kept before they named the text: these two articles stood under the wrong one."""

CAUSE: Mapping[str, Text] = {Cause.FAULT: _("The goods have a fault"), Cause.MIND: _("The buyer changed his mind")}

PAYER: Mapping[str, Text] = {
    Payer.SHOP: _("The shop"),
    Payer.BUYER: _("The buyer"),
    Payer.OPEN: _("Operations decides"),
}

CHOICE: Mapping[str, Text] = {
    Choice.REVIEW: _("The reviewer decides each time"),
    Choice.NEVER: _("Never"),
    Choice.ALWAYS: _("Always"),
}

FEE_KIND: Mapping[str, Text] = {
    FeeKind.NONE: _("No fee for these"),
    FeeKind.FIXED: _("So much for each return"),
    FeeKind.PERCENT: _("Per cent of the goods' price"),
}

CONSENT: Mapping[str, Text] = {
    ON_HIS_PAGE: _("Service fee, agreed when he asked"),
    FOR_GIFTS: _("Gifts that were kept, at their marked price, by law"),
}
"""Consents that nobody wrote in words of his own."""


GOODS_CLASS: Mapping[str, Text] = {
    GoodsClass.CUSTOM_MADE: _("Made to the buyer's order"),
    GoodsClass.PERISHABLE: _("Fresh or perishable"),
    GoodsClass.OPENED_MEDIA: _("Opened audio, video or software"),
    GoodsClass.PERIODICAL: _("Newspapers and journals"),
    GoodsClass.HEALTH_ONCE_OPENED: _("Touches health or safety once opened"),
    GoodsClass.LOSES_VALUE_IN_USE: _("Loses much of its value once tried or activated"),
    GoodsClass.NEAR_EXPIRY: _("Sold as near its expiry, or with a known defect"),
}

ABOUT: Mapping[str, Text] = {
    "window": _("Time to ask"),
    "goods": _("Goods"),
    "freight_payer": _("Freight of the way back"),
    "trigger": _("When the money goes"),
    Extra.COUPON: _("Coupon"),
    Extra.COINS: _("Coins and points"),
    Extra.FREIGHT: _("Freight of the delivery"),
    "fee": _("Deduction"),
    "refund_by": _("Money within"),
    "gift": _("Gift"),
    "refund_way": _("Way of the money"),
}

RULE: Mapping[str, Text] = {
    "law:window": _("%(law)s, art. %(article)s: %(days)s days from the day after signing, until %(day)s."),
    "policy:merchant_window": _("The merchant's rule: %(days)s days from the day after signing, until %(day)s."),
    "policy:window_not_set": _("The merchant has set no last day, so there is none."),
    "policy:not_received_yet": _("Not received when it was asked for, so no window had begun."),
    "policy:seller_promise": _("The seller's written promise reaches further than his rule."),
    "policy:overridden": _("The window ended on %(day)s; a colleague let it in."),
    "policy:not_shipped": _("Nothing was sent yet, so no window had begun."),
    "policy:second_parcel": _("Goods of an earlier return in a second parcel; they were asked for with it."),
    "policy:window_ignored": _("Taken over from another system; no window was checked."),
    "law:fault": _("%(sku)s, %(goods_class)s: with a fault it comes back all the same (%(law)s, art. %(article)s)."),
    "law:never": _("%(sku)s, %(goods_class)s: it need not be taken back (%(law)s, art. %(article)s)."),
    "law:confirmed": _(
        "%(sku)s, %(goods_class)s: the buyer confirmed at the purchase that it does not come back"
        " (%(law)s, art. %(article)s)."
    ),
    "law:unconfirmed": _(
        "%(sku)s, %(goods_class)s: nothing was confirmed at the purchase, so it may come back"
        " (%(law)s, art. %(article)s)."
    ),
    "law:goods_open": _(
        "%(sku)s, %(goods_class)s: the reason does not say whether it has a fault, so operations decides"
        " (%(law)s, art. %(article)s)."
    ),
    "policy:goods_let_in": _(
        "%(sku)s, %(goods_class)s: by law it need not be taken back (%(law)s, art. %(article)s); a colleague let it in."
    ),
    "law:freight_fault": _("The goods have a fault, so the shop pays (%(law)s, art. %(article)s)."),
    "law:freight_mind": _("The buyer changed his mind, so he pays (%(law)s, art. %(article)s)."),
    "policy:freight_fault": _("The merchant's rule for goods with a fault."),
    "policy:freight_mind": _("The merchant's rule for a change of mind."),
    "policy:freight_open": _("The reason does not say at whose door it lies."),
    "policy:first_return": _("The buyer's first return, which the company pays."),
    "policy:merchant_trigger": _("The merchant's rule for all buyers."),
    "policy:trusted_buyer": _("The merchant's rule for trusted buyers."),
    "policy:held_by_finance": _("Finance wanted to wait for the goods."),
    "law:coupon": _("Goes back as a coupon by law (%(law)s, art. %(article)s)."),
    "law:coins": _("Go back as coins or points by law (%(law)s, art. %(article)s)."),
    "policy:coupon": _("The merchant's rule."),
    "policy:coins": _("The merchant's rule."),
    "policy:freight": _("The merchant's rule; as a rule only the price of the goods goes back."),
    "policy:fee": _("Nothing is taken off without the buyer's consent on record."),
    "policy:service_fee": _("The merchant's rule takes %(amount)s, and the buyer agreed to it."),
    "policy:fee_not_agreed": _(
        "The merchant's rule would take %(amount)s; the buyer did not agree, so nothing is taken."
    ),
    "policy:fee_let_go": _("The merchant's rule takes %(amount)s, and the buyer agreed; the review let it go."),
    "policy:fee_before": _(
        "This is the rest of return %(number)s; the buyer agreed to its service fee once, and no second one is asked."
    ),
    "policy:no_fee": _("The merchant's rule takes no fee here."),
    "policy:fee_fault": _("The goods have a fault, so the merchant's fee of %(amount)s is not taken."),
    "policy:fee_delivery": _(
        "Something was wrong with the delivery, so the merchant's fee of %(amount)s is not taken."
    ),
    "policy:fee_open": _(
        "The reason does not say that the buyer changed his mind, so the merchant's fee of %(amount)s is not taken."
    ),
    "policy:fee_promise": _("The seller promised all of the money in writing, so his fee of %(amount)s is not taken."),
    "law:fee": _(
        "By law this return costs no fee, so the merchant's %(amount)s are not taken (%(law)s, art. %(article)s)."
    ),
    "law:gift": _(
        "%(name)s is not sent back: once all goods are counted, %(amount)s are taken off (%(law)s, art. %(article)s)."
    ),
    "law:gift_back": _("%(name)s goes back with the goods (%(law)s, art. %(article)s)."),
    "policy:gift_late": _("Asked for after the days of the law, so %(name)s stays and costs nothing (%(law)s)."),
    "policy:gift_fault": _(
        "Something was wrong with goods or delivery, so %(name)s stays and costs nothing (%(law)s)."
    ),
    "policy:gift_promise": _("The seller promised all of the money in writing, so %(name)s stays and costs nothing."),
    "law:same_way": _("As it was paid; another way with the buyer's express consent (%(law)s, art. %(article)s)."),
    "law:refund_by": _("%(days)s days after the goods came back (%(law)s, art. %(article)s)."),
    "law:refund_within": _("At most %(days)s days (%(law)s, art. %(article)s)."),
}
"""Which rule decided."""

NEAR: Mapping[str, Text] = {
    "window_own": _("By the merchant's own rule it would have been over after %(own)s."),
    "window_later": _("From the day after %(day)s on it would have been too late."),
    "window_earlier": _("Asked on %(day)s or before, it would have been in time."),
    "goods_mind": _("After a mere change of mind it need not be taken back."),
    "goods_fault": _("With a fault it would have to be taken back."),
    "goods_unconfirmed": _("Without his confirmation at the purchase it would have to be taken back."),
    "goods_confirmed": _("Had he confirmed at the purchase, it need not be taken back."),
    "freight_mind": _("Had he changed his mind, the rule for that would decide."),
    "freight_fault": _("With a fault of the goods the shop would pay."),
    "trust_mark": _("Marked “%(mark)s”, the buyer would have his money earlier."),
    "trust_level": _("On the level “%(level)s” the buyer would have his money earlier."),
    "trust_amount": _("Below %(amount)s the buyer would have his money earlier."),
    "fee_consent": _("With the buyer's consent less may go back."),
    "gift_back": _("Sent back with the goods, it would cost nothing."),
    "gift_kept": _("Otherwise its marked price, %(amount)s, would be taken off."),
    "fee_mind": _("After a mere change of mind the fee could be taken."),
    "fee_later": _("After the days of the law the fee could be taken."),
}
"""What would have changed the answer."""

ANSWER: Mapping[str, Mapping[str, Text]] = {
    "window": {"open": _("in time"), "over": _("too late")},
    "goods": {"taken": _("may come back"), "excluded": _("excluded")},
    "freight_payer": PAYER,
    "trigger": PAYS_OUT,
    Extra.COUPON: CHOICE,
    Extra.COINS: CHOICE,
    Extra.FREIGHT: CHOICE,
    "fee": {
        "with_consent": _("only with the buyer's consent"),
        "none": _("no fee"),
        "charged": _("a service fee"),
    },
    "gift": {"kept": _("stays with the buyer"), "comes_back": _("comes back"), "free": _("stays, costs nothing")},
    "refund_way": {"same_way": _("as it was paid")},
}


@dataclass(frozen=True)
class Because:
    """One part of the decision on a page."""

    about: Text
    answer: Text
    rule: str
    near: str = ""


def because(findings: Iterable[Mapping[str, Any]]) -> list[Because]:
    """Each part of a kept decision, as colleagues read it."""
    return [_because(one) for one in findings]


def consent_words(consent: str) -> str:
    """How the buyer agreed to less."""
    return str(CONSENT.get(consent, consent))


def rule_in_words(finding: Finding) -> str:
    """Which rule decided one part, and where it stands."""
    return _because(asdict(finding)).rule


def decided_by(kept: Mapping[str, Any]) -> str:
    """Under which version of the merchant's policy and which law a return was decided; empty for older ones."""
    if not kept:
        return ""
    facts = {
        "version": kept.get("policy", 0),
        "law": law_words(str(kept.get("law") or "")) or gettext("no law profile"),
    }
    return gettext("Policy version %(version)s, %(law)s") % facts


def law_words(key: str) -> str:
    """A law with its version."""
    name, _at, version = key.partition("@")
    return f"{LAW.get(name, name)} ({version})" if version else str(LAW.get(name, name))


def _because(finding: Mapping[str, Any]) -> Because:
    facts = facts_of(finding)
    about, answer = str(finding["about"]), str(finding["answer"])
    words = ANSWER.get(about, {}).get(answer)
    if about == "refund_by":
        words = gettext("%(days)s days") % {"days": answer}
    rule, near = RULE.get(rule_of(finding)), NEAR.get(str(finding.get("near", "")))
    return Because(
        about=ABOUT.get(about, about),
        answer=words or answer,
        rule=str(rule) % facts if rule else str(finding["rule"]),
        near=str(near) % facts if near else "",
    )


def rule_of(finding: Mapping[str, Any]) -> str:
    """The rule without its number: `policy:trusted_buyer:2` is the second of the rules for trusted buyers.

    Older decisions say of every law that its days for the money count from the goods; only one does.
    """
    rule = ":".join(str(finding["rule"]).split(":")[:2])
    of = str((finding.get("facts") or {}).get("law", "")).partition("@")[0]
    return "law:refund_within" if rule == "law:refund_by" and of != "cn_online" else rule


def facts_of(finding: Mapping[str, Any], payers: Mapping[str, Text] = PAYER) -> dict[str, str]:
    """What fills the sentences about a finding; `payers` are called as the reader calls them."""
    told = _placed({name: str(value) for name, value in (finding.get("facts") or {}).items()})
    payer = str(payers.get(str(finding["answer"]), ""))
    filled = {
        **dict.fromkeys(("day", "days", "own", "article", "sku", "name", "mark", "level", "amount"), "–"),
        **told,
        "law": str(LAW_TEXT[told["text"]]) if told.get("text") in LAW_TEXT else law_words(told.get("law", "")),
        "payer": payer,
        "goods_class": str(GOODS_CLASS.get(told.get("goods_class", ""), "")),
        "mark": str(MARK[told["mark"]].label) if told.get("mark") in MARK else told.get("mark", ""),
    }
    if told.get("currency"):
        filled["amount"] = money(int(told.get("minor", 0)), told["currency"])
    return {**filled, **{name: _day(told[name]) for name in ("day", "own") if told.get(name)}}


def _placed(told: dict[str, str]) -> dict[str, str]:
    """The facts with the text in which the article stands."""
    if "article" not in told or "text" in told:
        return told
    of = told.get("law", "").partition("@")[0]
    text, article = _PLACE_OF.get((of, told["article"]), (_TEXT_OF.get(of, ""), told["article"]))
    return {**told, "text": text, "article": article}


def _day(text: str) -> str:
    return dates.day(date.fromisoformat(text))
