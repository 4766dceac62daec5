from django.db import models
from django.db.models import Q

from aftercare.journal.models.entry import CurrentTransaction
from aftercare.returns.terms import StockKind


class StockRecord(models.Model):
    """After-sales stock: which goods came in or went out, how many, to the shelf or scrap, when, by whom."""

    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    kind = models.CharField(max_length=20)
    returning = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("returns.ReturnLine", null=True, on_delete=models.PROTECT, related_name="+")
    dispatch_line = models.ForeignKey("returns.DispatchLine", null=True, on_delete=models.PROTECT, related_name="+")
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
            models.CheckConstraint(
                condition=Q(line=None, dispatch_line__isnull=False, is_scrap=False)
                | Q(line__isnull=False, dispatch_line=None),
                name="stock_record_has_one_source",
            ),
            models.UniqueConstraint(fields=["dispatch_line", "kind"], name="stock_record_once_per_dispatch"),
            models.UniqueConstraint(fields=["line", "kind", "is_scrap"], name="stock_record_once_per_line"),
        ]
        indexes = [
            models.Index(fields=["transaction", "id"], name="stock_record_feed"),
            models.Index(fields=["-at", "-id"], name="stock_record_list"),
            models.Index(fields=["kind", "-at", "-id"], name="stock_record_by_kind"),
            models.Index(fields=["sku", "-at", "-id"], name="stock_record_by_sku"),
            models.Index(fields=["operator", "-at", "-id"], name="stock_record_by_operator"),
            models.Index(fields=["case_number"], name="stock_record_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sku} × {self.quantity}"
