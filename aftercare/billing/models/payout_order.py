from typing import ClassVar

from django.db import models
from django.db.models import Q

from aftercare.billing.terms import LIVE, RESTLESS, Asking, OrderState, Outcome
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving


class PayoutOrder(Moving):
    """A payment that a gateway shall make for a refund. `key` never changes: under it the gateway pays once.

    `busy_until` is how long the worker that has it may take; `next_look_at` is when it is looked at next.
    `paid_…` is what the gateway says it has paid when that differs; `said` is the last sentence about it.
    `payee` is by what the gateway finds whom to pay; `wanted_payee` is its correction, for the order that follows.
    """

    refund = models.ForeignKey("billing.Refund", on_delete=models.PROTECT, related_name="orders")
    gateway = models.ForeignKey("billing.Gateway", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    payee = models.CharField(max_length=120)
    wanted_payee = models.CharField(max_length=120, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_reference = models.CharField(max_length=80, blank=True)
    paid_minor = models.BigIntegerField(null=True)
    paid_currency = models.CharField(max_length=3, blank=True)
    said = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    busy_until = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)

    UNTOLD: ClassVar[frozenset[str]] = frozenset({"said", "tries", "busy_until", "next_look_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in OrderState]), name="payout_order_state_is_known"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_order_is_about_money"),
            models.UniqueConstraint(
                fields=["refund"], condition=Q(state__in=[str(s) for s in LIVE]), name="payout_order_lives_once"
            ),
            models.CheckConstraint(
                condition=Q(next_look_at=None) ^ Q(state__in=[str(s) for s in RESTLESS]),
                name="payout_order_is_looked_at_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gateway", "next_look_at"], condition=Q(next_look_at__isnull=False), name="payout_order_due"
            ),
            models.Index(fields=["-opened_at", "-id"], name="payout_order_list"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.refund.case_id)


class PayoutAttempt(models.Model):
    """One question to the gateway, written down before it leaves; LOST until the answer is written beside it."""

    order = models.ForeignKey(PayoutOrder, on_delete=models.PROTECT, related_name="attempts")
    asking = models.CharField(max_length=10)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, default=Outcome.LOST.value)
    answered_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    excerpt = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asking__in=[str(a) for a in Asking]), name="payout_attempt_asking_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[str(o) for o in Outcome]), name="payout_attempt_outcome_is_known"
            ),
        ]
        indexes = [models.Index(fields=["order", "id"], name="payout_attempt_of_order")]

    def __str__(self) -> str:
        return f"{self.asking} {self.outcome}"
