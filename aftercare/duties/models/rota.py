from django.db import models
from django.db.models import Q


class RotaDay(models.Model):
    """A weekend day on which a calendar opens, because somebody is on duty. `hours` as they are written.

    A day without people is none: it is taken away with its last one, and the calendar closes again. `earlier` is what
    the calendar said of the day before, a name and spans. A day that `is_open_anyway` was opened by no rota.
    `bare_told_at` is when the planners were told that nobody of its people works here any more.
    """

    calendar = models.ForeignKey("clocks.Calendar", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    hours = models.CharField(max_length=120)
    earlier = models.JSONField(null=True)
    is_open_anyway = models.BooleanField(default=False, db_default=False)
    bare_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="rota_day_once_a_calendar")]
        indexes = [models.Index(fields=["on", "id"], name="rota_by_day")]

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"duties.rota:{self.pk}"


class OnDuty(models.Model):
    """Somebody who works on a weekend day, and so is owed a day of rest until he has taken it on `rest_on`."""

    day = models.ForeignKey(RotaDay, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey("org.Member", on_delete=models.PROTECT, related_name="+")
    rest_on = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "member"], name="on_duty_once_a_day"),
            models.UniqueConstraint(
                fields=["member", "rest_on"], condition=Q(rest_on__isnull=False), name="rest_day_taken_once"
            ),
        ]
        indexes = [models.Index(fields=["member", "id"], name="on_duty_owed_rest", condition=Q(rest_on=None))]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.day_id}"
