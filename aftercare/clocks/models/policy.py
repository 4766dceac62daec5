from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.clocks.terms import NEEDS_CALENDAR, Act, Condition, Metric, Per, PromisedTo, Reopening, Target, Unit


class Policy(models.Model):
    """A promise with a time, and for what it holds: an empty part of the match asks nothing.

    `calendar` None means day and night. `begins_in` names the state in which the time begins, where a lifecycle leaves
    a choice. `template` is the requirement's or the shipped template's code. `transit_minutes` is the way to a partner.
    """

    name = models.CharField(max_length=80, unique=True)
    template = models.CharField(max_length=40, blank=True)
    metric = models.CharField(max_length=30)
    promised_to = models.CharField(max_length=20, default=PromisedTo.CUSTOMER)
    partner = models.CharField(max_length=80, blank=True)
    transit_minutes = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    service_class = models.CharField(max_length=20, blank=True)
    contract = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=40, blank=True)
    priority = models.CharField(max_length=20, blank=True)
    branch = models.CharField(max_length=40, blank=True)
    product = models.CharField(max_length=60, blank=True)
    merchant = models.ForeignKey("org.Merchant", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    end_of_day = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        "clocks.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="policies"
    )
    begins_in = models.CharField(max_length=30, blank=True)
    reopening = models.CharField(max_length=20, default=Reopening.RESUME)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(metric__in=[str(m) for m in Metric]), name="policy_metric_is_known"),
            models.CheckConstraint(condition=Q(unit__in=[str(u) for u in Unit]), name="policy_unit_is_known"),
            models.CheckConstraint(
                condition=Q(promised_to__in=[str(p) for p in PromisedTo]), name="policy_promised_to_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reopening__in=[str(r) for r in Reopening]), name="policy_reopening_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(unit__in=[str(unit) for unit in NEEDS_CALENDAR])
                | Q(calendar__isnull=False)
                | Q(is_active=False),
                name="policy_in_open_time_has_calendar",
            ),
        ]
        indexes = [models.Index(fields=["metric"], name="policy_by_metric", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Target:
        """How long it may take."""
        return Target(self.amount, Unit(self.unit), self.end_of_day)


class PolicyStep(models.Model):
    """What happens before (negative) or after (positive, or at 0) the due time.

    `audience` is the role that is told or takes over. `only_ours` leaves the step out while somebody outside the
    company has the case; `owners`, `states`, `channels` and `from_priority` ask for one of these. Amounts in
    minor units of `currency`, owed once or for each begun hour or day late. A step with `since` holds for clocks that
    began then or later.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="steps")
    offset = models.IntegerField()
    unit = models.CharField(max_length=20, default=Unit.OPEN_MINUTES)
    act = models.CharField(max_length=20)
    audience = models.CharField(max_length=40, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    per = models.CharField(max_length=10, default=Per.ONCE)
    only_ours = models.BooleanField(default=False)
    owners = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    states = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    channels = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    from_priority = models.PositiveSmallIntegerField(default=0, db_default=0)
    in_closed_hours = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=[str(a) for a in Act]), name="step_act_is_known"),
            models.CheckConstraint(
                condition=Q(unit__in=[str(Unit.MINUTES), str(Unit.OPEN_MINUTES)]), name="step_unit_is_minutes"
            ),
            models.CheckConstraint(condition=Q(per__in=[str(p) for p in Per]), name="step_per_is_known"),
            models.CheckConstraint(
                condition=Q(amount_minor=None) | (Q(amount_minor__gt=0) & ~Q(currency="")),
                name="step_amount_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} at {self.offset}"

    @property
    def condition(self) -> Condition:
        """When it is taken."""
        asked = (tuple(self.owners), tuple(self.states), tuple(self.channels))
        return Condition(*asked, from_priority=self.from_priority, only_ours=self.only_ours)
