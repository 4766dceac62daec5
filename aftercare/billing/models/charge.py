from django.db import models
from django.db.models import Q

from aftercare.billing.terms import BY_HAND, ChargePurpose, ChargeState
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving

_DECIDED = (str(ChargeState.PAID), str(ChargeState.WAIVED))


class Charge(Moving):
    """Money that a buyer owes on a case until it is paid, waived or void, in minor units; one is due per purpose."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    purpose = models.CharField(max_length=20)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    asked_at = models.DateTimeField()
    method = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in ChargeState]), name="charge_state_is_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=[str(p) for p in ChargePurpose]), name="charge_purpose_is_known"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="charge_is_for_something"),
            models.CheckConstraint(
                condition=Q(state=ChargeState.PAID, method__in=[str(m) for m in BY_HAND]) & ~Q(reference="")
                | ~Q(state=ChargeState.PAID) & Q(method="", reference=""),
                name="paid_charge_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChargeState.WAIVED) | ~Q(why=""), name="waived_charge_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_at__isnull=False) & ~Q(decided_by="")
                | ~Q(state__in=_DECIDED) & Q(decided_at=None, decided_by=""),
                name="charge_decision_has_time_and_person",
            ),
            models.UniqueConstraint(
                fields=["case", "purpose"], condition=Q(state=ChargeState.DUE), name="charge_due_once_per_purpose"
            ),
            models.UniqueConstraint(
                fields=["method", "reference"], condition=~Q(reference=""), name="charge_reference_is_used_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-asked_at", "-id"], name="charge_list_by_state"),
            models.Index(fields=["merchant", "state", "-asked_at", "-id"], name="charge_list_of_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_minor} {self.currency}"

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
