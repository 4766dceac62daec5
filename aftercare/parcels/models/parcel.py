from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.parcels.terms import Direction, ScanStatus


class Parcel(models.Model):
    """A parcel with goods of a case, back to us or out to the buyer.

    `carrier` is empty when its name is none that we know; scans then find it by number alone. `status` follows the
    scans. `news_at` is when it was told of or scanned last; `quiet_at` when somebody was told that it is silent.
    `arrived_at` is when our dock had it in hand. `is_over` ends the waiting for news. `freight_by_us`: we pay the
    carrier, `cost_minor` if that is known.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=4)
    carrier = models.ForeignKey("parcels.Carrier", null=True, on_delete=models.PROTECT, related_name="+")
    carrier_name = models.CharField(max_length=60)
    tracking_number = models.CharField(max_length=60)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=60)
    status = models.CharField(max_length=20, blank=True)
    status_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    news_at = models.DateTimeField()
    quiet_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    is_over = models.BooleanField(default=False)
    freight_by_us = models.BooleanField(default=False)
    cost_minor = models.BigIntegerField(null=True)
    cost_currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=[str(d) for d in Direction]), name="parcel_direction_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="", status_at=None)
                | Q(status__in=[str(s) for s in ScanStatus], status_at__isnull=False),
                name="parcel_status_is_known_with_time",
            ),
            models.UniqueConstraint(fields=["case", "direction", "tracking_number"], name="parcel_once_per_case"),
            models.CheckConstraint(
                condition=Q(cost_minor=None, cost_currency="") | (Q(cost_minor__gte=0) & ~Q(cost_currency="")),
                name="parcel_cost_has_currency",
            ),
        ]
        indexes = [
            models.Index(fields=["tracking_number"], name="parcel_by_number"),
            models.Index(
                fields=["merchant", "news_at", "id"],
                condition=Q(is_over=False, quiet_at=None),
                name="parcel_waits_for_news",
            ),
            models.Index(
                fields=["quiet_at", "id"], condition=Q(is_over=False, quiet_at__isnull=False), name="parcel_quiet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_name} {self.tracking_number}"

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"parcels.parcel:{self.pk}"

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)


class Scan(models.Model):
    """What a carrier told of a tracking number, kept once per event id. `is_known`: a parcel here has the number.

    `merchant` is whose parcel it is about; empty while nobody, or more than one merchant, claims the number.
    """

    carrier = models.ForeignKey("parcels.Carrier", on_delete=models.PROTECT, related_name="+")
    event_id = models.CharField(max_length=80)
    tracking_number = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    written_by = models.CharField(max_length=200, blank=True)
    is_known = models.BooleanField(default=False)
    merchant = models.ForeignKey("org.Merchant", null=True, on_delete=models.PROTECT, related_name="+")
    is_set_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "event_id"], name="scan_once_per_event"),
            models.CheckConstraint(condition=Q(status__in=[str(s) for s in ScanStatus]), name="scan_status_is_known"),
        ]
        indexes = [
            models.Index(fields=["tracking_number", "at"], name="scan_of_number"),
            models.Index(
                fields=["-received_at", "-id"], condition=Q(is_known=False, is_set_aside=False), name="scan_unknown"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tracking_number} {self.status}"


class ScanFile(models.Model):
    """A scan file that was taken in, once per carrier and content. `rejects` are [line, sentence, facts]."""

    carrier = models.ForeignKey("parcels.Carrier", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kept = models.IntegerField()
    known_before = models.IntegerField()
    rejects = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=60)
    imported_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "sha256"], name="scan_file_once")]
        indexes = [models.Index(fields=["-imported_at", "-id"], name="scan_file_list")]

    def __str__(self) -> str:
        return self.name
