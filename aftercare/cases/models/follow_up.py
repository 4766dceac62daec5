from django.db import models
from django.db.models import Q


class FollowUp(models.Model):
    """Somebody shall ask the buyer how it went, once per case, on or after a day; done with a note."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="+")
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    note = models.CharField(max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by="", note="")
                | (Q(done_at__isnull=False) & ~Q(done_by="") & ~Q(note="")),
                name="follow_up_done_has_note",
            )
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="follow_up_due", condition=Q(done_at=None)),
            models.Index(fields=["-done_at", "-id"], name="follow_up_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"follow-up of {self.case_id} on {self.due_on}"
