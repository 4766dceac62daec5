from django.db import models
from django.db.models import Q

from aftercare.billing.terms import RefundState
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving

_DECIDED = [str(RefundState.TO_PAY), str(RefundState.AT_GATEWAY), str(RefundState.PAID)]
_UNDECIDED = [str(state) for state in RefundState if str(state) not in _DECIDED]


class Refund(Moving):
    """Money that goes back on a case, from the asking to the payout. Amounts in minor units of `currency`."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=60)
    applied_at = models.DateTimeField()
    operations_reviewed_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in RefundState]), name="refund_state_is_known"),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="refund_not_negative"),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by="", state__in=_UNDECIDED)
                | (Q(approved_at__isnull=False, state__in=_DECIDED) & ~Q(approved_by="")),
                name="refund_approval_has_time_and_person",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-asked_at", "-id"], name="refund_list_by_state"),
            models.Index(fields=["-asked_at", "-id"], name="refund_list"),
            models.Index(fields=["merchant", "state", "-asked_at", "-id"], name="refund_list_of_merchant"),
            models.Index(fields=["order_number"], name="refund_by_order_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)


class RefundLine(models.Model):
    """One line of a refund; it pays exactly one grant of the owed-back account."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    grant = models.OneToOneField("orders.Grant", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, blank=True)
    is_freight = models.BooleanField(default=False)
    quantity = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price_minor__gte=0, amount_minor__gte=0), name="refund_line_is_real"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.amount_minor}"
