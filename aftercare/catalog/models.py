from django.contrib.postgres.fields import ArrayField
from django.db import models

from aftercare.catalog.terms import USUAL, Cause, Fault, Remedy


class Reason(models.Model):
    """Why something comes back, in the words buyers choose from. Hidden ones stay on old cases.

    `fault` is the type of case that it makes; `remedies` is what the shop may do then, the usual when empty.
    `cause` says at whose door it lies (`catalog.terms.Cause`), empty when it says nothing about that.
    """

    kind = models.CharField(max_length=30)
    code = models.SlugField(max_length=40)
    labels = models.JSONField()
    cause = models.CharField(max_length=10, blank=True, default="", db_default="")
    position = models.IntegerField(default=0)
    is_shown = models.BooleanField(default=True)
    fault = models.CharField(max_length=20, blank=True, default="", db_default="")
    remedies = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="reason_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(fault__in=[str(fault) for fault in Fault]), name="reason_fault_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(cause__in=["", *(str(cause) for cause in Cause)]), name="reason_cause_is_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "position", "id"], name="reason_in_order")]

    def __str__(self) -> str:
        return str(self.labels.get("en", self.code))

    def allows(self, remedy: Remedy) -> bool:
        """Whether the shop may do this about it."""
        return str(remedy) in (self.remedies or USUAL[Fault(self.fault)])

    def label_in(self, language: str) -> str:
        """The reason in a language, in English when it was never translated."""
        return str(self.labels.get(language) or self.labels.get("en") or self.code)


class ProductCode(models.Model):
    """A bar code (EAN, UPC …) that stands for a SKU of a merchant; the dock teaches them by scanning."""

    merchant = models.ForeignKey("org.Merchant", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    sku = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "code"], name="product_code_once")]
        indexes = [models.Index(fields=["merchant", "sku"], name="product_code_of_sku")]

    def __str__(self) -> str:
        return f"{self.code} = {self.sku}"


class Article(models.Model):
    """What a merchant can send: goods by their code, at today's price. Those of one `family` replace each other.

    `price_minor` counts minor units of `currency`. What is not offered stays known, and no buyer can choose it.
    """

    merchant = models.ForeignKey("org.Merchant", on_delete=models.CASCADE, related_name="+")
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=60, blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_offered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sku", "currency"], name="article_is_unique"),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="article_price_not_negative"),
            models.CheckConstraint(condition=~models.Q(sku=""), name="article_has_code"),
        ]
        indexes = [models.Index(fields=["merchant", "currency", "family", "sku"], name="article_in_family")]

    def __str__(self) -> str:
        return self.sku
