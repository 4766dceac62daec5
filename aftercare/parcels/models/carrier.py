from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.parcels.terms import CarrierKind


class Carrier(models.Model):
    """Who carries parcels, how its scans reach us, and when its couriers fetch.

    `code` stands in the address that it posts to. `sealed_secret` is encrypted with the installation's key and never
    shown again. `track_url` leads to its own page, with {number} for the tracking number. Weekdays count from 1 for
    Monday; spans are like “09:00-13:00”. `is_contracted`: it carries on the company's account, for
    `freight_minor` of `freight_currency` a parcel (empty: not set, and no cost is recorded). `label_next` to
    `label_last` are numbers that it set aside for prepaid labels; empty when none are left.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, default=CarrierKind.MANUAL.value)
    sealed_secret = models.TextField(blank=True)
    is_enabled = models.BooleanField(default=True)
    phone = models.CharField(max_length=40, blank=True)
    track_url = models.CharField(max_length=300, blank=True)
    fetches = models.BooleanField(default=False)
    fetch_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    fetch_spans = ArrayField(models.CharField(max_length=11), default=list, blank=True)
    fetch_from_days = models.PositiveSmallIntegerField(default=1)
    fetch_until_days = models.PositiveSmallIntegerField(default=14)
    is_contracted = models.BooleanField(default=False)
    freight_minor = models.BigIntegerField(null=True, blank=True)
    freight_currency = models.CharField(max_length=3, blank=True)
    label_next = models.CharField(max_length=40, blank=True, default="", db_default="")
    label_last = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in CarrierKind]), name="carrier_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=str(CarrierKind.HTTP)) | ~Q(sealed_secret=""), name="carrier_that_posts_has_secret"
            ),
            models.CheckConstraint(
                condition=Q(fetch_from_days__lte=models.F("fetch_until_days")), name="carrier_fetch_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(freight_minor=None, freight_currency="")
                | (Q(freight_minor__gte=0) & ~Q(freight_currency="")),
                name="carrier_freight_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CarrierUse(models.Model):
    """How often a carrier posted in the minute in which it last did."""

    carrier = models.OneToOneField(Carrier, on_delete=models.CASCADE, primary_key=True, related_name="+")
    minute = models.DateTimeField()
    uses = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.carrier_id}: {self.uses}"
