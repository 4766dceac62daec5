from django.db import models
from django.db.models import Q

from aftercare.billing.terms import DifferenceKind, DifferenceState, Direction
from aftercare.journal.terms import NO_STREAM, case_stream
from aftercare.moves.models import Moving


class Statement(models.Model):
    """A file of a bank or payment service that was taken in, once: the same content is known by its hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    lines = models.IntegerField()
    known_lines = models.IntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=60)
    imported_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["-imported_at", "-id"], name="statement_list")]

    def __str__(self) -> str:
        return self.name


class StatementLine(models.Model):
    """One booking on an account. `payout` is the one that it is, once both agree. A booking is kept once (`digest`)."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="bookings")
    place = models.IntegerField()
    booked_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    direction = models.CharField(max_length=3)
    text = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    payout = models.OneToOneField("billing.Payout", null=True, on_delete=models.PROTECT, related_name="booking")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="statement_line_is_about_money"),
            models.CheckConstraint(
                condition=Q(direction__in=[str(d) for d in Direction]), name="statement_line_direction_is_known"
            ),
        ]
        indexes = [models.Index(fields=["booked_on"], name="statement_line_by_day")]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.reference} {self.amount_minor} {self.currency}"


class Difference(Moving):
    """On what a statement and our books do not agree: a booking, a payout, or both that resemble each other."""

    kind = models.CharField(max_length=12)
    line = models.OneToOneField(StatementLine, null=True, on_delete=models.PROTECT, related_name="difference")
    payout = models.ForeignKey("billing.Payout", null=True, on_delete=models.PROTECT, related_name="differences")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    settled_by_name = models.CharField(max_length=200, blank=True)
    settled_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in DifferenceState]), name="difference_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(k) for k in DifferenceKind]), name="difference_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(payout__isnull=False), name="difference_is_about_something"
            ),
            models.UniqueConstraint(
                fields=["payout"], condition=Q(kind=str(DifferenceKind.MISSING)), name="difference_missing_told_once"
            ),
            models.CheckConstraint(
                condition=Q(state=str(DifferenceState.OPEN), settled_at=None, settled_by="", settled_note="")
                | (~Q(state=str(DifferenceState.OPEN)) & Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="difference_end_has_time_and_person",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-found_at", "-id"], name="difference_list_by_state"),
            models.Index(fields=["-found_at", "-id"], name="difference_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.line or self.payout}"

    @property
    def stream(self) -> str:
        """The chain of the case that the payout belongs to; none for a booking that nobody knows."""
        return case_stream(self.payout.refund.case_id) if self.payout else NO_STREAM
