"""A merchant's policy as the rules read it."""

from collections.abc import Iterable

from aftercare.returns.models import GoodsRule, PolicyVersion, ReturnPolicy, ReviewRule
from aftercare.returns.rules.asked import Terms
from aftercare.returns.rules.fees import fees_from
from aftercare.returns.rules.triggers import trusts_from
from aftercare.returns.terms import Choice, Extra, GoodsClass, Payer, RefundTrigger
from aftercare.rows.asking import Prepared

PARTS = (
    "window_days",
    "goods_due_days",
    "repair_months",
    "refund_trigger",
    "trust_rules",
    "fee_rules",
    "law",
    "shop_laws",
    "coupon_back",
    "coins_back",
    "freight_back",
    "freight_of_faults",
    "freight_of_minds",
    "separate_people",
    "confirm_days",
    "follow_up_days",
    "advance_for_trusted",
    "agent_releases",
    "approves_refund_only",
    "finance_sees_refund_only",
)
"""What a version of a policy keeps."""


def content_of(policy: ReturnPolicy) -> dict[str, object]:
    """Everything that a merchant decided, as a version keeps it, the rules of its automatic review among it."""
    rules = ReviewRule.objects.filter(merchant=policy.merchant_id).order_by("pk")
    doubts = rules.values_list("condition", "limit", "days", "word", "currency")
    return {**{name: getattr(policy, name) for name in PARTS}, "review_rules": [list(doubt) for doubt in doubts]}


def terms_of(policy: ReturnPolicy, shop_id: int | None = None) -> Terms:
    """The policy as rules read it, under the law of this shop."""
    return Terms(
        version=policy.version,
        window_days=policy.window_days,
        goods_due_days=policy.goods_due_days,
        trigger=RefundTrigger(policy.refund_trigger),
        trusts=tuple(trusts_from(policy.trust_rules)),
        law=policy.shop_laws.get(str(shop_id), policy.law),
        extras={
            Extra.COUPON: Choice(policy.coupon_back),
            Extra.COINS: Choice(policy.coins_back),
            Extra.FREIGHT: Choice(policy.freight_back),
        },
        freight_of_faults=Payer(policy.freight_of_faults),
        freight_of_minds=Payer(policy.freight_of_minds),
        fees=tuple(fees_from(policy.fee_rules)),
        separate_people=policy.separate_people,
    )


def classes_of(merchant_id: int, skus: Iterable[str]) -> dict[str, GoodsClass]:
    """The class of each article that has one, by SKU, in one query."""
    return {rule.sku: GoodsClass(rule.goods_class) for rule in _RULES(merchant_id, sorted(set(skus)))}


_RULES = Prepared[GoodsRule](
    lambda merchant, skus: GoodsRule.objects.filter(merchant=merchant, sku__in=skus), is_setting=True
)


def all_classes_of(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], GoodsClass]:
    """The same for articles of several merchants, by merchant and SKU; without articles nothing is asked."""
    keys = set(wanted)
    if not keys:
        return {}
    merchants, skus = {merchant for merchant, _sku in keys}, {sku for _merchant, sku in keys}
    found = GoodsRule.objects.filter(merchant__in=merchants, sku__in=skus)
    return {(rule.merchant_id, rule.sku): GoodsClass(rule.goods_class) for rule in found}


def goods_rules_of(merchant_id: int) -> list[GoodsRule]:
    """The articles in a class, by SKU; the first two hundred."""
    return list(GoodsRule.objects.filter(merchant=merchant_id).order_by("sku")[:200])


def versions_of(merchant_id: int) -> list[PolicyVersion]:
    """What was saved before, latest first; the last hundred."""
    return list(PolicyVersion.objects.filter(merchant=merchant_id).order_by("-version")[:100])
