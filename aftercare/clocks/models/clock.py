from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.clocks.terms import MONEY_ACTS, OPEN_STATES, ClockState, Per, Target, Unit

_OPEN = Q(state__in=[str(state) for state in OPEN_STATES])


class Clock(models.Model):
    """One promise on one record. `due_at`, `late_at` and `state` follow from tape, target and calendar version alone.

    `owner` has the minutes now. `next_due_at` is when a sweep next has something to do. `done_steps` are the ids of
    the steps that were taken. Kind, tier and the like are kept as they were when it began, for the reports. Once it has
    stopped, `minutes` are those of each owner, and `blamed` is who had most of the late ones.
    """

    policy = models.ForeignKey("clocks.Policy", on_delete=models.PROTECT, related_name="+")
    metric = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    stream = models.CharField(max_length=60)
    number = models.CharField(max_length=24, blank=True)
    merchant = models.ForeignKey("org.Merchant", null=True, on_delete=models.PROTECT, related_name="+")
    traits = models.JSONField(default=dict)
    partner = models.CharField(max_length=80, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    end_of_day = models.BooleanField(default=False)
    version = models.ForeignKey("clocks.CalendarVersion", null=True, on_delete=models.PROTECT, related_name="+")
    tape = models.JSONField()
    state = models.CharField(max_length=10)
    owner = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=60, blank=True)
    stopped_by_name = models.CharField(max_length=200, blank=True)
    next_due_at = models.DateTimeField(null=True)
    done_steps = ArrayField(models.BigIntegerField(), default=list)
    minutes = models.JSONField(default=dict, db_default={})
    blamed = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in ClockState]), name="clock_state_is_known"),
            models.CheckConstraint(
                condition=(_OPEN & Q(stopped_at=None)) | (~_OPEN & Q(stopped_at__isnull=False)),
                name="clock_stopped_has_time",
            ),
            models.CheckConstraint(condition=_OPEN | Q(next_due_at=None), name="clock_stopped_waits_for_nothing"),
            models.CheckConstraint(
                condition=~Q(state=str(ClockState.RUNNING)) | Q(due_at__isnull=False), name="clock_running_is_due"
            ),
            models.UniqueConstraint(fields=["subject", "policy"], condition=_OPEN, name="clock_runs_once"),
        ]
        indexes = [
            models.Index(fields=["next_due_at", "id"], name="clock_sweep", condition=Q(next_due_at__isnull=False)),
            models.Index(fields=["stream", "id"], name="clock_of_stream"),
            models.Index(fields=["policy", "id"], name="clock_of_policy", condition=_OPEN),
            models.Index(fields=["version", "id"], name="clock_of_version", condition=_OPEN),
            models.Index(fields=["due_at", "id"], name="clock_by_due", condition=_OPEN & Q(due_at__isnull=False)),
            models.Index(fields=["stopped_at", "id"], name="clock_stopped", condition=Q(stopped_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.metric} of {self.subject}"

    @property
    def target(self) -> Target:
        """How long it may take, as promised at the start."""
        return Target(self.amount, Unit(self.unit), self.end_of_day)

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"clocks.clock:{self.pk}"


class Owed(models.Model):
    """A penalty or service credit that a late clock brought about; recorded, not booked.

    `minutes` are the late minutes of those who are answerable; they and the amount are final once the clock stopped,
    unless it goes on. A clock that began anew may owe again.
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="owed")
    step = models.ForeignKey("clocks.PolicyStep", null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=20)
    per = models.CharField(max_length=10)
    rate_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    recorded_at = models.DateTimeField()
    minutes = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=[str(a) for a in MONEY_ACTS]), name="owed_act_is_money"),
            models.CheckConstraint(condition=Q(per__in=[str(p) for p in Per]), name="owed_per_is_known"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="owed_not_negative"),
            models.UniqueConstraint(
                fields=["clock", "step"], condition=Q(withdrawn_at=None, settled_at=None), name="owed_once_a_run"
            ),
        ]
        indexes = [models.Index(fields=["-recorded_at", "-id"], name="owed_latest")]

    def __str__(self) -> str:
        return f"{self.act} of {self.clock_id}"
