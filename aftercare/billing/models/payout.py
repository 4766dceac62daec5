from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace, Upper

from aftercare.billing.terms import PayMethod


class Payout(models.Model):
    """Money that was sent, once per refund. `key` is the idempotency key towards whoever moves the money.

    `consent` is how the buyer agreed to another way than he paid, where a law asks for it.
    `merchant` is the refund's: each merchant numbers cash receipts and bank orders by himself.
    """

    refund = models.OneToOneField("billing.Refund", on_delete=models.PROTECT, related_name="payout")
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    method = models.CharField(max_length=20)
    reference = models.CharField(max_length=80)
    consent = models.CharField(max_length=300, blank=True, default="", db_default="")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    paid_by = models.CharField(max_length=60)
    paid_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "method", "reference"], name="payout_reference_is_used_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="payout_has_reference"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payout_not_negative"),
            models.CheckConstraint(condition=Q(method__in=[str(m) for m in PayMethod]), name="payout_method_is_known"),
        ]
        indexes = [
            models.Index(fields=["-paid_at", "-id"], name="payout_list"),
            models.Index(Upper(Replace("reference", Value(" "), Value(""))), name="payout_by_plain_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount_minor} {self.currency}"
