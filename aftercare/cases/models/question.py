from django.db import models
from django.db.models import Q


class Question(models.Model):
    """A colleague's question about a case to those who know: to one member, or to everybody of a role."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="questions")
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    to_role = models.CharField(max_length=40, blank=True)
    to_member = models.ForeignKey("org.Member", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_role="", to_member__isnull=False) | (~Q(to_role="") & Q(to_member=None)),
                name="question_is_to_role_or_member",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
                name="question_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="question_open", condition=Q(answered_at=None)),
            models.Index(fields=["case", "asked_at"], name="question_of_case"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
