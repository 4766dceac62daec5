from django.db import models
from django.db.models import Q

from aftercare.duties.terms import RECURRING, Every, Rhythm


class Duty(models.Model):
    """Something that is owed again and again: what, how often, by whom, to whom.

    Either one `owner` owes it, or every active member of `role`, each for himself. `recipient` is the role that it is
    handed in to. It is due on a day of `calendar` on which somebody is there. `made` counts the times laid before the
    owners, `next_on` is the next time's day before it is moved to a working day.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30)
    owner = models.ForeignKey("org.Member", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    recipient = models.CharField(max_length=40, blank=True)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    amount = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=10)
    at_month_end = models.BooleanField(default=False)
    from_done = models.BooleanField(default=False)
    calendar = models.ForeignKey("clocks.Calendar", null=True, on_delete=models.PROTECT, related_name="+")
    needs_file = models.BooleanField(default=False)
    needs_solution = models.BooleanField(default=False)
    first_on = models.DateField()
    next_on = models.DateField(null=True)
    made = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[str(kind) for kind in RECURRING]), name="duty_kind_is_known"),
            models.CheckConstraint(condition=Q(every__in=[str(e) for e in Every]), name="duty_rhythm_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="duty_comes_back"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, role="") | (Q(owner=None) & ~Q(role="")), name="duty_has_one_owner"
            ),
        ]
        indexes = [models.Index(fields=["next_on", "id"], name="duty_next", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"duties.duty:{self.pk}"

    @property
    def rhythm(self) -> Rhythm:
        """How often."""
        return Rhythm(self.amount, Every(self.every), self.at_month_end, self.from_done)


class DistanceStep(models.Model):
    """A delivery up to so many kilometres may take so many minutes; a company that set none has none."""

    up_to_km = models.PositiveIntegerField(unique=True)
    minutes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.up_to_km} km"
