from django.db import models
from django.db.models import F, Q

from aftercare.reporting.terms.scores import Kpi, Variant


class Trade(models.Model):
    """A line of business whose merchants are compared with each other."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class TradeMember(models.Model):
    """Which trade a merchant belongs to; one that belongs to none is compared with everybody."""

    merchant = models.OneToOneField("org.Merchant", on_delete=models.CASCADE, related_name="+")
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.merchant_id} in {self.trade_id}"


class Benchmark(models.Model):
    """A trade's average and platinum value of one KPI, from a day on until the next row. In the KPI's unit."""

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="benchmarks")
    kpi = models.CharField(max_length=30)
    valid_from = models.DateField()
    average = models.DecimalField(max_digits=10, decimal_places=4)
    platinum = models.DecimalField(max_digits=10, decimal_places=4)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trade", "kpi", "valid_from"], name="benchmark_once_a_day"),
            models.CheckConstraint(condition=Q(kpi__in=[str(kpi) for kpi in Kpi]), name="benchmark_kpi_is_known"),
            models.CheckConstraint(
                condition=Q(average__gte=0, platinum__gte=0) & ~Q(average=F("platinum")), name="benchmark_has_two_lines"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} from {self.valid_from}"


class KpiDefinition(models.Model):
    """How one KPI is counted and graded from a day on until the next row; days before the first have the usual one.

    `window_days` end `lag_days` before the day that is judged. A value is middling and excellent from so many points
    on; 50 stand at the average, 100 at platinum.
    """

    kpi = models.CharField(max_length=30)
    variant = models.CharField(max_length=30)
    window_days = models.PositiveSmallIntegerField()
    lag_days = models.PositiveSmallIntegerField(default=0)
    middling_from = models.PositiveSmallIntegerField(default=50)
    excellent_from = models.PositiveSmallIntegerField(default=100)
    valid_from = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kpi", "valid_from"], name="kpi_definition_once_a_day"),
            models.CheckConstraint(
                condition=Q(kpi__in=[str(kpi) for kpi in Kpi], variant__in=[str(one) for one in Variant]),
                name="kpi_definition_is_known",
            ),
            models.CheckConstraint(
                condition=Q(window_days__gte=1, window_days__lte=366, lag_days__lte=366), name="kpi_definition_has_days"
            ),
            models.CheckConstraint(
                condition=Q(middling_from__gte=1, excellent_from__gt=F("middling_from"), excellent_from__lte=100),
                name="kpi_definition_grades_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.variant} from {self.valid_from}"
