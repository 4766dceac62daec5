from django.db import models
from django.db.models import F, Q


class Grant(models.Model):
    """Value promised back on one order line, once per purpose (`return:7`). It shrinks, then is paid out;
    one that was taken back whole may be promised again."""

    line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="grants")
    purpose = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    paid_out_minor = models.BigIntegerField(default=0)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "purpose"], name="grant_purpose_is_unique"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, paid_out_minor__gte=0, paid_out_minor__lte=F("amount_minor")),
                name="grant_paid_within_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.amount_minor}"
