from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving
from aftercare.parcels.terms import PickupState


class Pickup(Moving):
    """A courier who was asked to fetch a parcel at the buyer's, on a day and in a span of it.

    `number` is the confirmation; `carrier` is empty where no carrier is set up and people arrange it themselves.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    carrier = models.ForeignKey("parcels.Carrier", null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    span = models.CharField(max_length=11, blank=True)
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=60)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in PickupState]), name="pickup_state_is_known"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=str(PickupState.BOOKED)), name="case_has_one_live_pickup"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "id"], condition=Q(state=str(PickupState.BOOKED)), name="pickup_by_day"),
            models.Index(fields=["case", "-booked_at"], name="pickup_of_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
