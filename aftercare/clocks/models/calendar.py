from django.db import models


class Calendar(models.Model):
    """When somebody is there: a name under which versions follow each other. `current` is what new clocks take."""

    name = models.CharField(max_length=80, unique=True)
    region = models.CharField(max_length=60, blank=True)
    current = models.ForeignKey("clocks.CalendarVersion", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """The calendar as it was decided once; never changed, so that a deadline can always be worked out again.

    `body` is the calendar as JSON; `digest` is the same for the same body.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_by_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_is_unique")]

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.number}"
