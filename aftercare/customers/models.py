from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Upper

from aftercare.customers.terms import Mark


class Customer(models.Model):
    """Somebody who buys. `account` is the shop's name for him; `member` is his sign-in here, if he has one.

    `marks` are what colleagues noted about him, such as trusted or watched (`customers.terms.Mark`).
    `sort_key` holds the name in the order of its script (GB 18030 for Chinese, folded for Latin), as bytes in hex.
    """

    account = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    country = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=30, blank=True)
    marks = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True)
    language = models.CharField(max_length=10, blank=True)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    member = models.OneToOneField("org.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "account"], name="customer_account_is_unique")]
        indexes = [
            models.Index(fields=["phone"], name="customer_by_phone"),
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            models.Index(Upper("email"), name="customer_by_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.account


class Marking(models.Model):
    """A mark that was set on a customer or taken from him: why, when, by whom. Never changed; the latest one holds."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="markings")
    mark = models.CharField(max_length=20)
    is_set = models.BooleanField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(mark__in=[str(m) for m in Mark]), name="marking_is_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="marking_has_reason"),
        ]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="marking_of_customer")]

    def __str__(self) -> str:
        return f"{'+' if self.is_set else '-'}{self.mark}"
