from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDoc(models.Model):
    """What one case, order or customer is found by. A copy: it may be dropped and built again at any time.

    `ref` is the id of the record. The table is narrow and holds no foreign keys, since it is written in bulk behind the
    journal; what a reader may see is asked of the rooms again before anything is shown.
    """

    kind = models.CharField(max_length=10)
    ref = models.BigIntegerField()
    merchant = models.BigIntegerField()
    customer = models.BigIntegerField()
    case_number = models.CharField(max_length=24, blank=True)
    order_number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    tokens = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_doc_once_per_record")]
        # Every search reads what waits to be sorted in, so little may wait (kB).
        indexes = [GinIndex(fields=["tokens"], gin_pending_list_limit=256, name="search_doc_tokens")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
