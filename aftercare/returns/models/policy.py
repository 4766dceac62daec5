from django.db import models

from aftercare.returns.terms import RefundTrigger


class ReturnPolicy(models.Model):
    """What a merchant decided about returns. Empty numbers mean “not set”: the rule that needs one is off."""

    merchant = models.OneToOneField("org.Merchant", on_delete=models.CASCADE, related_name="+")
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    goods_due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    refund_trigger = models.CharField(max_length=20, default=RefundTrigger.INSPECTION)
    separate_people = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refund_trigger__in=[str(t) for t in RefundTrigger]), name="refund_trigger_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"policy of {self.merchant_id}"
