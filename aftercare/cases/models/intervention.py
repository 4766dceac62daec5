from django.db import models
from django.db.models import Q

from aftercare.cases.terms import Ruling


class Intervention(models.Model):
    """The platform stepped into a case, and for whom it judged, if it did. Never changed: a new ruling is a new row."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="interventions")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    ruling = models.CharField(max_length=20)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ruling__in=[str(ruling) for ruling in Ruling]), name="intervention_ruling_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ruling=Ruling.NONE) | ~Q(note=""), name="intervention_ruling_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["case", "at", "id"], name="intervention_of_case")]

    def __str__(self) -> str:
        return f"{self.ruling} on {self.case_id}"
