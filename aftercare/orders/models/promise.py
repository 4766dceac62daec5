from django.db import models
from django.db.models import F, Q

from aftercare.orders.terms import PromiseKind


class SellerPromise(models.Model):
    """What a merchant promised in writing to whoever buys between two days; it binds him. Never changed, only ended.

    `sku` empty: for everything he sells. `days` empty: without end; `words` are the promise as buyers read it.
    """

    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    sku = models.CharField(max_length=60, blank=True)
    days = models.PositiveSmallIntegerField(null=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    words = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in PromiseKind]), name="seller_promise_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="seller_promise_has_words"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")), name="seller_promise_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=~Q(kind=str(PromiseKind.SHIP_WITHIN)) | Q(days__gte=1, sku=""),
                name="seller_promise_to_ship_has_days",
            ),
        ]
        indexes = [models.Index(fields=["merchant", "kind", "begins_on"], name="seller_promise_of_merchant")]

    def __str__(self) -> str:
        return self.words
