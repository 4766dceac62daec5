from django.db import models

from aftercare.returns.terms import Choice, Condition, GoodsClass, Payer, RefundTrigger

_CHOICES = [str(choice) for choice in Choice]
_PAYERS = [str(payer) for payer in Payer]


class ReturnPolicy(models.Model):
    """What a merchant decided about returns. Empty numbers mean “not set”: the rule that needs one is off.

    `approves_refund_only`: requests before shipping are approved by themselves unless a ReviewRule doubts them;
    `finance_sees_refund_only`: finance then still looks at the amount, else the system approves it.
    `version` counts the changes; each is kept (PolicyVersion). `law` is the profile above it, `shop_laws` the one of a
    shop that sells elsewhere, by the shop's id.
    `repair_months` of guarantee from the delivery, in which goods with a fault are repaired.
    Exchanges: `confirm_days` after shipping the new goods count as received; `advance_for_trusted` sends them to
    trusted buyers before the old ones are back; `agent_releases`: the warehouse waits for an agent's word;
    `follow_up_days` after receipt somebody asks how the new goods do.
    `fee_rules` say what a return costs whom (`rules.fees`); it is taken with his consent alone.
    `refund_trigger` is when money goes back; `trust_rules` say for which buyers it goes earlier (`rules.triggers`).
    """

    merchant = models.OneToOneField("org.Merchant", on_delete=models.CASCADE, related_name="+")
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    goods_due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    repair_months = models.PositiveSmallIntegerField(null=True, blank=True)
    refund_trigger = models.CharField(max_length=20, default=RefundTrigger.INSPECTION)
    trust_rules = models.JSONField(default=list, db_default=[], blank=True)
    fee_rules = models.JSONField(default=list, db_default=[], blank=True)
    version = models.PositiveIntegerField(default=0, db_default=0)
    law = models.CharField(max_length=30, blank=True, default="", db_default="")
    shop_laws = models.JSONField(default=dict, db_default={}, blank=True)
    coupon_back = models.CharField(max_length=10, default=Choice.REVIEW, db_default=str(Choice.REVIEW))
    coins_back = models.CharField(max_length=10, default=Choice.REVIEW, db_default=str(Choice.REVIEW))
    freight_back = models.CharField(max_length=10, default=Choice.REVIEW, db_default=str(Choice.REVIEW))
    freight_of_faults = models.CharField(max_length=10, default=Payer.SHOP, db_default=str(Payer.SHOP))
    freight_of_minds = models.CharField(max_length=10, default=Payer.BUYER, db_default=str(Payer.BUYER))
    separate_people = models.BooleanField(default=True)
    approves_refund_only = models.BooleanField(default=True, db_default=True)
    finance_sees_refund_only = models.BooleanField(default=False, db_default=False)
    confirm_days = models.PositiveSmallIntegerField(null=True, blank=True)
    follow_up_days = models.PositiveSmallIntegerField(null=True, blank=True)
    advance_for_trusted = models.BooleanField(default=False, db_default=False)
    agent_releases = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refund_trigger__in=[str(t) for t in RefundTrigger]), name="refund_trigger_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    coupon_back__in=_CHOICES,
                    coins_back__in=_CHOICES,
                    freight_back__in=_CHOICES,
                    freight_of_faults__in=_PAYERS,
                    freight_of_minds__in=_PAYERS,
                ),
                name="policy_choices_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"policy of {self.merchant_id}"


class PolicyVersion(models.Model):
    """A merchant's policy as it was saved once, by whom; returns name the version that decided."""

    merchant = models.ForeignKey("org.Merchant", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=60)
    saved_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "version"], name="policy_version_is_unique")]

    def __str__(self) -> str:
        return f"policy of {self.merchant_id}, version {self.version}"


class GoodsRule(models.Model):
    """An article that belongs to a class of goods which a law may let the seller not take back."""

    merchant = models.ForeignKey("org.Merchant", on_delete=models.CASCADE, related_name="+")
    sku = models.CharField(max_length=60)
    goods_class = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku"], name="goods_rule_is_unique"),
            models.CheckConstraint(
                condition=models.Q(goods_class__in=[str(one) for one in GoodsClass]), name="goods_class_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku}: {self.goods_class}"


class ReviewRule(models.Model):
    """What makes a request before shipping wait for a person. `word` is a customer's mark or the code of a reason.

    `limit` is an amount in minor units of `currency`, or a number of requests within `days`.
    """

    merchant = models.ForeignKey("org.Merchant", on_delete=models.CASCADE, related_name="+")
    condition = models.CharField(max_length=20)
    limit = models.BigIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    word = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(condition__in=[str(c) for c in Condition]), name="review_rule_condition_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(condition__in=["mark", "reason"]) | ~models.Q(word=""),
                name="review_rule_has_its_word",
            ),
            models.CheckConstraint(condition=models.Q(limit__gte=0), name="review_rule_limit_not_negative"),
            models.UniqueConstraint(fields=["merchant", "condition", "word", "currency"], name="review_rule_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.condition} of {self.merchant_id}"
