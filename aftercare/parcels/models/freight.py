from django.db import models


class FirstFreight(models.Model):
    """A customer's first return with a merchant, whose freight the company pays: one row, whoever asks at once."""

    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "customer"], name="first_freight_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} with {self.merchant_id}"
