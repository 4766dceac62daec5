from django.db import models
from django.db.models import Q

from aftercare.billing.terms import GatewayKind


class Gateway(models.Model):
    """How a merchant's refunds are paid; the row without merchant holds for all that have none of their own.

    `sealed_secret` is encrypted with the installation's key and never shown again.
    """

    merchant = models.OneToOneField("org.Merchant", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, default=GatewayKind.CASHIER.value)
    url = models.CharField(max_length=500, blank=True)
    sealed_secret = models.TextField(blank=True)
    timeout_seconds = models.PositiveSmallIntegerField(default=10)
    is_enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(merchant=None), name="gateway_default_is_one"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in GatewayKind]), name="gateway_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=str(GatewayKind.CASHIER)) | (~Q(url="") & ~Q(sealed_secret="")),
                name="gateway_over_http_has_address_and_secret",
            ),
            models.CheckConstraint(
                condition=Q(timeout_seconds__gte=1, timeout_seconds__lte=60), name="gateway_timeout_is_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.merchant_id or 'all'}"

    @property
    def pays(self) -> bool:
        """Whether refunds that are approved now go to it."""
        return self.is_enabled and self.kind != GatewayKind.CASHIER
