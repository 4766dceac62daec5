from django.db import models
from django.db.models import Q

from aftercare.journal.terms import NO_STREAM, case_stream
from aftercare.moves.models import Moving
from aftercare.parcels.terms import FindKind, FindState


class Find(Moving):
    """A parcel at the dock that nobody expected: of a return that had ended, or one that fits nothing.

    `case` is what it belongs to, as soon as that is known. `label_text` is what stands on it. `shelf` is where it
    lies. `reason` tells why what was decided about it was decided.
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    merchant = models.ForeignKey("org.Merchant", null=True, on_delete=models.PROTECT, related_name="+")
    carrier_name = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    label_text = models.CharField(max_length=300, blank=True)
    contents = models.CharField(max_length=500, blank=True)
    shelf = models.CharField(max_length=60, blank=True)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=60)
    found_by_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in FindState]), name="find_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in FindKind]), name="find_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=str(FindKind.LATE)) | Q(case__isnull=False), name="late_goods_have_their_case"
            ),
            models.CheckConstraint(
                condition=~Q(state=str(FindState.TAKEN_IN)) | Q(case__isnull=False), name="goods_taken_in_have_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state=str(FindState.WAITING)) | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="find_decision_has_time_and_person",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[str(FindState.WAITING), str(FindState.KEPT)]),
                name="case_has_one_open_find",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-found_at", "-id"], name="find_list"),
            models.Index(fields=["tracking_number"], condition=~Q(tracking_number=""), name="find_by_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain, once the case is known."""
        return case_stream(self.case_id) if self.case_id else NO_STREAM
