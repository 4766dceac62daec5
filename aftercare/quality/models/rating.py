from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.quality.terms import BEST, WORST


class Rating(models.Model):
    """What the buyer said of a case once it was over: one to five stars, with or without words; never changed."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=WORST, stars__lte=BEST), name="rating_has_one_to_five_stars")
        ]
        indexes = [
            models.Index(fields=["-given_at", "-id"], name="rating_list"),
            models.Index(fields=["merchant", "-given_at", "-id"], name="rating_list_of_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of {BEST}"

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"quality.rating:{self.pk}"

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
