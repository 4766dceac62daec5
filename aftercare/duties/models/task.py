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
    a loaner is owed for. `table` is an analysis as it was handed in. `asked_at` is when the customer asked, where that
    was before it was written down. `held_by` has the minutes while it is held up. `about` is the stream of the case
    that a complaint is about. The last fields are those of a call for help and of a complaint's answer.
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
    asked_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=20, blank=True, default="", db_default="")
    about = models.CharField(max_length=60, blank=True, default="", db_default="")
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")
    caller = models.CharField(max_length=120, blank=True, default="", db_default="")
    answer = models.TextField(blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(sent_at__isnull=False), name="task_on_site_was_sent"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="task_answer_has_time",
            ),
            models.UniqueConstraint(fields=["duty", "owner", "period_on"], name="task_once_a_period"),
            models.UniqueConstraint(fields=["origin"], name="task_one_loaner_a_promise"),
        ]
        indexes = [
            models.Index(fields=["agreed_at", "id"], name="task_by_day", condition=~_ENDED),
            models.Index(fields=["owner", "agreed_at", "id"], name="task_of_owner", condition=~_ENDED),
            models.Index(fields=["-done_at", "-id"], name="task_done", condition=_ENDED),
            models.Index(fields=["customer", "id"], name="task_of_customer"),
            models.Index(fields=["kind", "-id"], name="task_call_outs", condition=Q(kind=str(TaskKind.CALL_OUT))),
            models.Index(
                fields=["-opened_at", "-id"], name="task_complaints", condition=Q(kind=str(TaskKind.COMPLAINT))
            ),
            models.Index(fields=["about"], name="task_about_case", condition=~Q(about="") & ~_ENDED),
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
        if self.channel:
            told["channel"] = self.channel
        if self.customer:
            told["tier"] = self.customer.level
        merchant = self.customer.merchant_id if self.customer else None
        return Matter(self.label, self.stream, self.number, merchant, told, self.agreed_at)


class Engineer(models.Model):
    """Somebody who was sent on a call; `certificate` is the one he held then, empty for who goes along without."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="engineers")
    member = models.ForeignKey("org.Member", on_delete=models.PROTECT, related_name="+")
    certificate = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "member"], name="engineer_once_a_call")]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.task_id}"
