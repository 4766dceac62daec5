from django.db import models
from django.db.models import F, Q

from aftercare.clocks.terms import Matter
from aftercare.duties.terms import ENDS, TaskKind, TaskState
from aftercare.moves.models import Clocked

STREAM = "task:"
_ENDED = Q(state__in=[str(state) for state in ENDS])


class Task(Clocked):
    """One thing that somebody owes by a day. `agreed_at` is the day of a recurring duty, or what was agreed.

    `period_on` is the day of a recurring duty before it was moved to a working day. `recipient` is the role that it is
    handed in to, `handed_to` the one that took it over because of a promised time. `origin` is the broken promise that
    a loaner is owed for. `table` is an analysis as it was handed in.
    """

    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    duty = models.ForeignKey("duties.Duty", null=True, on_delete=models.PROTECT, related_name="tasks")
    period_on = models.DateField(null=True)
    owner = models.ForeignKey("org.Member", null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=40, blank=True)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    wished_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    needs_file = models.BooleanField(default=False)
    needs_solution = models.BooleanField(default=False)
    word = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    table = models.JSONField(default=list)
    origin = models.ForeignKey("clocks.Clock", null=True, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(default=0)
    handed_to = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in TaskKind]), name="task_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in TaskState]), name="task_state_is_known"),
            models.CheckConstraint(condition=Q(done_at=None) | _ENDED, name="task_done_is_over"),
            models.CheckConstraint(
                condition=Q(wished_at=None) | Q(agreed_at__lte=F("wished_at")), name="task_not_later_than_wished"
            ),
            models.UniqueConstraint(fields=["duty", "owner", "period_on"], name="task_once_a_period"),
            models.UniqueConstraint(fields=["origin"], name="task_one_loaner_a_promise"),
        ]
        indexes = [
            models.Index(fields=["agreed_at", "id"], name="task_by_day", condition=~_ENDED),
            models.Index(fields=["owner", "agreed_at", "id"], name="task_of_owner", condition=~_ENDED),
            models.Index(fields=["-done_at", "-id"], name="task_done", condition=_ENDED),
            models.Index(fields=["customer", "id"], name="task_of_customer"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """What people call it."""
        return f"T-{self.pk:06d}"

    @property
    def stream(self) -> str:
        """Its own chain."""
        return f"{STREAM}{self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in ENDS

    @property
    def matter(self) -> Matter:
        """What promises match by; a customer brings his merchant and his level."""
        told = {"kind": self.kind, "priority": str(self.priority)}
        if self.customer:
            told["tier"] = self.customer.level
        merchant = self.customer.merchant_id if self.customer else None
        return Matter(self.label, self.stream, self.number, merchant, told, self.agreed_at)
