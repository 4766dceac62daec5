from django.db import models
from django.db.models import F, Q

from aftercare.billing.terms import SETTLED_DEBTS, Debtor, OverpaidCause, OverpaidState, PayMethod
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving


class Overpaid(Moving):
    """What is owed: paid to a buyer before his goods came, and more than they turned out to be worth.

    `debtor` owes it: the buyer, unless his parcel was lost by others; `debtor_name` is the carrier's then.
    Amounts in minor units of `currency`. Written off by a second person, or repaid, in parts if need be; `came_minor`
    of it came in goods after all.
    """

    refund = models.OneToOneField("billing.Refund", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20)
    debtor = models.CharField(max_length=10, default=Debtor.BUYER, db_default=str(Debtor.BUYER))
    debtor_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    repaid_minor = models.BigIntegerField(default=0)
    came_minor = models.BigIntegerField(default=0, db_default=0)
    arisen_at = models.DateTimeField()
    write_off_reason = models.CharField(max_length=500, blank=True)
    write_off_asked_by = models.CharField(max_length=60, blank=True)
    write_off_asked_by_name = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    settled_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in OverpaidState]), name="overpaid_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[str(c) for c in OverpaidCause]), name="overpaid_cause_is_known"
            ),
            models.CheckConstraint(
                condition=Q(debtor=str(Debtor.BUYER))
                | Q(debtor__in=[str(Debtor.CARRIER), str(Debtor.COMPANY)], cause=str(OverpaidCause.LOST)),
                name="overpaid_others_owe_what_was_lost",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, repaid_minor__gte=0, came_minor__gte=0)
                & Q(repaid_minor__lte=F("amount_minor") - F("came_minor")),
                name="overpaid_repaid_within_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(OverpaidState.REPAID), str(OverpaidState.CAME)])
                | Q(repaid_minor=F("amount_minor") - F("came_minor")),
                name="overpaid_repaid_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=str(OverpaidState.WRITTEN_OFF))
                | (~Q(write_off_reason="") & ~Q(write_off_asked_by="") & ~Q(settled_by=F("write_off_asked_by"))),
                name="overpaid_written_off_by_two",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[str(OverpaidState.OPEN), str(OverpaidState.WRITE_OFF_ASKED)],
                    settled_at=None,
                    settled_by="",
                )
                | (Q(state__in=[str(one) for one in SETTLED_DEBTS], settled_at__isnull=False) & ~Q(settled_by="")),
                name="overpaid_end_has_time_and_person",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-arisen_at", "-id"], name="overpaid_list_by_state"),
            models.Index(fields=["-arisen_at", "-id"], name="overpaid_list"),
            models.Index(fields=["merchant", "-arisen_at", "-id"], name="overpaid_list_of_merchant"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.refund.case_id)

    @property
    def left_minor(self) -> int:
        """What is still owed, if nobody lets it go."""
        return self.amount_minor - self.repaid_minor - self.came_minor


class OverpaidPart(models.Model):
    """How much of it was paid on one grant; a repayment goes back to the grants in their order.

    `came_minor` of it came in goods after all.
    """

    overpaid = models.ForeignKey(Overpaid, on_delete=models.CASCADE, related_name="parts")
    grant = models.OneToOneField("orders.Grant", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    repaid_minor = models.BigIntegerField(default=0)
    came_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, repaid_minor__gte=0, came_minor__gte=0)
                & Q(repaid_minor__lte=F("amount_minor") - F("came_minor")),
                name="overpaid_part_within_amount",
            )
        ]

    def __str__(self) -> str:
        return f"{self.repaid_minor} of {self.amount_minor}"

    @property
    def left_minor(self) -> int:
        """What of it is still owed."""
        return self.amount_minor - self.repaid_minor - self.came_minor


class CameAfterAll(models.Model):
    """Goods of a part that a later case brought: pieces, and what they took off, in minor units; once for each."""

    part = models.ForeignKey(OverpaidPart, on_delete=models.CASCADE, related_name="came")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    pieces = models.IntegerField()
    amount_minor = models.BigIntegerField()
    came_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "case"], name="goods_of_a_case_come_once"),
            models.CheckConstraint(condition=Q(pieces__gt=0, amount_minor__gt=0), name="what_came_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.pieces}: {self.amount_minor}"


class Repayment(models.Model):
    """Money that a buyer paid back, under the reference where it can be found at the bank."""

    overpaid = models.ForeignKey(Overpaid, on_delete=models.PROTECT, related_name="repayments")
    method = models.CharField(max_length=20)
    reference = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "reference"], name="repayment_reference_is_used_once"),
            models.CheckConstraint(condition=~Q(reference="") & Q(amount_minor__gt=0), name="repayment_is_real"),
            models.CheckConstraint(
                condition=Q(method__in=[str(m) for m in PayMethod]), name="repayment_method_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount_minor}"
