from django.db import models
from django.db.models import Q


class Change(models.Model):
    """A change of a calendar or a policy, rehearsed before it is made. `plan` holds what shall become of it.

    `counted` is what the rehearsal found: how many open clocks it looked at, how many move, would break or be saved,
    and what is owed more or less by currency. `scope` is all, new, or date.
    """

    policy = models.ForeignKey("clocks.Policy", null=True, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("clocks.CalendarVersion", null=True, on_delete=models.CASCADE, related_name="+")
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=12)
    scope = models.CharField(max_length=10, blank=True)
    on = models.DateField(null=True)
    total = models.IntegerField(default=0)
    seen = models.IntegerField(default=0)
    last = models.BigIntegerField(default=0)
    counted = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(policy__isnull=False, version=None) | Q(policy=None, version__isnull=False),
                name="change_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["rehearsing", "rehearsed", "waiting", "applying", "applied", "dropped"]),
                name="change_state_is_known",
            ),
            models.CheckConstraint(condition=Q(scope__in=["", "all", "new", "date"]), name="change_scope_is_known"),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"
