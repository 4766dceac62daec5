from django.db import models
from django.db.models import F, Q


class RefundFact(models.Model):
    """What one refund counts for in its merchant's score. A copy: it may be dropped and built again at any time.

    `case` is the id of the case. Days are the company's. `seconds` run from the buyer's request to the final end, which
    is the payout where there was one. `waits` tells who kept it how long, in seconds by Turn. No foreign keys, since
    it is written in bulk behind the journal.
    """

    case = models.BigIntegerField(primary_key=True)
    merchant = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    is_paid = models.BooleanField()
    seconds = models.BigIntegerField(null=True)
    stepped_in = models.BooleanField()
    is_disputed = models.BooleanField()
    handled_seconds = models.BigIntegerField(null=True)
    waits = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_on=None, seconds=None, is_paid=False)
                | Q(ended_at__isnull=False, ended_on__isnull=False, seconds__gte=0),
                name="refund_fact_ends_whole",
            ),
            models.CheckConstraint(condition=Q(is_disputed=False) | Q(stepped_in=True), name="refund_fact_dispute"),
        ]
        indexes = [
            models.Index(fields=["merchant", "asked_on"], name="refund_fact_asked"),
            models.Index(fields=["merchant", "ended_on"], name="refund_fact_ended"),
        ]

    def __str__(self) -> str:
        return f"case {self.case}"


class MerchantDay(models.Model):
    """What was counted of one merchant on one day; the columns are the Measures. Made of RefundFact."""

    merchant = models.BigIntegerField()
    day = models.DateField()
    asked = models.IntegerField(default=0)
    disputed = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)
    ended_alone = models.IntegerField(default=0)
    paid = models.IntegerField(default=0)
    paid_seconds = models.BigIntegerField(default=0)
    handled = models.IntegerField(default=0)
    handled_in_time = models.IntegerField(default=0)
    stepped_in = models.IntegerField(default=0, db_default=0)
    ended_seconds = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "day"], name="merchant_day_once"),
            models.CheckConstraint(
                condition=Q(disputed__lte=F("asked"), ended_alone__lte=F("ended"), paid__lte=F("ended")),
                name="merchant_day_parts_within_whole",
            ),
        ]
        indexes = [models.Index(fields=["day", "merchant"], name="merchant_day_by_day")]

    def __str__(self) -> str:
        return f"{self.merchant} on {self.day}"


class WaitDay(models.Model):
    """How long one party kept the refunds of a merchant that were paid on one day, together, in seconds."""

    merchant = models.BigIntegerField()
    day = models.DateField()
    turn = models.CharField(max_length=20, blank=True)
    seconds = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "day", "turn"], name="wait_day_once")]

    def __str__(self) -> str:
        return f"{self.turn} of {self.merchant} on {self.day}"
