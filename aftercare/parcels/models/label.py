from django.db import models

from aftercare.journal.terms import case_stream


class Label(models.Model):
    """A prepaid label for the goods of a case: its number is drawn once, from those that the carrier set aside.

    It becomes a parcel with the carrier's first scan of it, at our dock, or when the buyer says that he sent it.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    carrier = models.ForeignKey("parcels.Carrier", on_delete=models.PROTECT, related_name="+")
    tracking_number = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "tracking_number"], name="label_number_is_unique")]
        indexes = [models.Index(fields=["tracking_number"], name="label_by_number")]

    def __str__(self) -> str:
        return self.tracking_number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
