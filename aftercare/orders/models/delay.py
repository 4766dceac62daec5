from django.db import models
from django.db.models import Q

from aftercare.orders.terms import ToldBy


class Lateness(models.Model):
    """An order that was not sent in the time that its seller promised. One row per order, whoever finds it first."""

    order = models.OneToOneField("orders.Order", on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id} late since {self.due_on}"


class DelayNotice(models.Model):
    """The customer was told that his order is late: when, how, what. An order may have several."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="delay_notices")
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=20)
    words = models.CharField(max_length=500)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)
    noted_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(told_by__in=[str(way) for way in ToldBy]), name="delay_told_by_is_known")
        ]
        indexes = [models.Index(fields=["order", "told_at"], name="delay_notice_of_order")]

    def __str__(self) -> str:
        return f"{self.told_by} {self.told_at:%Y-%m-%d}"
