from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving
from aftercare.returns.terms import FetchState


class Fetch(Moving):
    """A buyer who fetches the new goods of his case at a service point; one per case, whatever he chooses again.

    `code` is made when the goods lie there, shown to the buyer alone, and asked for at the counter.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey("org.ServicePoint", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, blank=True)
    waits_since = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in FetchState]), name="fetch_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=str(FetchState.WAITING)) | (~Q(code="") & Q(waits_since__isnull=False)),
                name="waiting_fetch_has_code_and_time",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="fetch_code_is_unique"),
        ]
        indexes = [models.Index(fields=["point", "state", "id"], name="fetch_at_point")]

    def __str__(self) -> str:
        return f"{self.case_id} at {self.point_id}"

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
