from django.db import models


class ServicePoint(models.Model):
    """A shop or service point where buyers hand goods in, or fetch what was sent there for them.

    Without a merchant it serves all of them.
    """

    merchant = models.ForeignKey("org.Merchant", null=True, blank=True, on_delete=models.PROTECT, related_name="points")
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80)
    street = models.CharField(max_length=200)
    hours = models.CharField(max_length=120, blank=True)
    takes_returns = models.BooleanField(default=True)
    hands_out = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["city", "name", "id"], name="service_point_by_city")]

    def __str__(self) -> str:
        return self.name
