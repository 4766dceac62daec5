from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.journal.terms import NO_STREAM
from aftercare.moves.models import Moving
from aftercare.notifications.terms import DeliveryState


class Endpoint(models.Model):
    """Another system that is told what happens. `merchant` confines what it hears; empty `events` means all of them.

    `sealed_old_secret` signs beside the new one until `old_until`, so that the other side can change over.
    `misses` are failures in a row; from some on it rests until `rests_until`, and its deliveries wait unspent.
    """

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    merchant = models.ForeignKey("org.Merchant", null=True, on_delete=models.PROTECT, related_name="+")
    events = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    sealed_secret = models.TextField()
    sealed_old_secret = models.TextField(blank=True)
    old_until = models.DateTimeField(null=True)
    timeout_seconds = models.PositiveSmallIntegerField(default=10)
    is_enabled = models.BooleanField(default=True)
    off_because = models.CharField(max_length=300, blank=True)
    misses = models.PositiveIntegerField(default=0)
    missing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(timeout_seconds__gte=1, timeout_seconds__lte=30), name="endpoint_timeout_is_sensible"
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="endpoint_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"notifications.endpoint:{self.pk}"


class Delivery(Moving):
    """One event for one endpoint. Its payload is fixed when it is made; `webhook_id` stays the same on every try."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.BigIntegerField()
    webhook_id = models.CharField(max_length=60)
    event = models.CharField(max_length=60)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    payload = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "entry"], name="endpoint_is_told_once"),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in DeliveryState]), name="delivery_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at", "id"],
                name="delivery_due",
                condition=Q(state=str(DeliveryState.WAITING)),
            ),
            models.Index(
                fields=["endpoint", "case", "entry"],
                name="delivery_in_order",
                condition=Q(state=str(DeliveryState.WAITING)),
            ),
            models.Index(fields=["endpoint", "-made_at", "-id"], name="delivery_list"),
            models.Index(fields=["endpoint", "state", "-made_at", "-id"], name="delivery_list_by_state"),
            models.Index(fields=["made_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id}"

    @property
    def stream(self) -> str:
        """Told to the outside, it belongs to no case's chain."""
        return NO_STREAM


class DeliveryAttempt(models.Model):
    """One try, written down before it leaves; without an end the worker died."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    sentence = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.http_status}"
