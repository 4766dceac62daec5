from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving
from aftercare.parcels.terms import HandInState


class HandIn(Moving):
    """Goods that a service point took over from the buyer, with a receipt (`number`), until they travel to the dock.

    Those that were given back to him stay written down; `back_reason` says why.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    point = models.ForeignKey("org.ServicePoint", on_delete=models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()
    condition = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)
    taken_by_name = models.CharField(max_length=200)
    sent_on_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    back_by_name = models.CharField(max_length=200, blank=True)
    back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in HandInState]), name="hand_in_state_is_known"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="hand_in_has_pieces"),
            models.CheckConstraint(
                condition=~Q(state=str(HandInState.GIVEN_BACK)) | (Q(back_at__isnull=False) & ~Q(back_reason="")),
                name="hand_in_given_back_has_time_and_reason",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state=str(HandInState.GIVEN_BACK)), name="case_has_one_hand_in"
            ),
        ]
        indexes = [models.Index(fields=["point", "state", "-taken_at", "-id"], name="hand_in_at_point")]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
