from django.db import models
from django.db.models import Q

from aftercare.journal.models.entry import CurrentTransaction
from aftercare.returns.terms import StockKind


class StockRecord(models.Model):
    """After-sales stock: which goods came in or went out again, how many, from the shelf or scrap, when, by whom."""

    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    kind = models.CharField(max_length=20)
    returning = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("returns.ReturnLine", on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField(max_length=24)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    quantity = models.IntegerField()
    is_scrap = models.BooleanField(default=False)
    at = models.DateTimeField()
    operator = models.CharField(max_length=60)
    operator_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_record_has_pieces"),
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in StockKind]), name="stock_kind_is_known"),
            models.UniqueConstraint(fields=["line", "kind", "is_scrap"], name="stock_record_once_per_line"),
        ]
        indexes = [
            models.Index(fields=["transaction", "id"], name="stock_record_feed"),
            models.Index(fields=["-at", "-id"], name="stock_record_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sku} × {self.quantity}"
