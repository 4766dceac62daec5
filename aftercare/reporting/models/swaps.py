from django.db import models
from django.db.models import Q


class SwapFact(models.Model):
    """How fast one exchange went. A copy: it may be dropped and built again at any time.

    `case` is the id of the case. Days are the company's. `turned_seconds` run from the old goods' receipt until the new
    ones left (or, where there was nothing to send, the money was paid), 0 when these were ahead. `whole_seconds` run
    from the buyer's request until he has the new goods. No foreign keys, since it is written in bulk behind the
    journal.
    """

    case = models.BigIntegerField(primary_key=True)
    merchant = models.BigIntegerField()
    asked_at = models.DateTimeField()
    turned_on = models.DateField(null=True)
    turned_seconds = models.BigIntegerField(null=True)
    had_on = models.DateField(null=True)
    whole_seconds = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(turned_on=None, turned_seconds=None) | Q(turned_on__isnull=False, turned_seconds__gte=0),
                name="swap_fact_turned_whole",
            ),
            models.CheckConstraint(
                condition=Q(had_on=None, whole_seconds=None) | Q(had_on__isnull=False, whole_seconds__gte=0),
                name="swap_fact_had_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["turned_on", "merchant"], name="swap_fact_turned", condition=Q(turned_on__isnull=False)
            ),
            models.Index(fields=["had_on", "merchant"], name="swap_fact_had", condition=Q(had_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"case {self.case}"
