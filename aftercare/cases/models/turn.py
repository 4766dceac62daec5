from django.db import models
from django.db.models import Q


class Turn(models.Model):
    """A room's spell with the case; the sum of turns is the case's whole time."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="turns")
    room = models.CharField(max_length=30)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="case_has_one_open_turn"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="turn_ends_with_outcome",
            ),
        ]
        indexes = [models.Index(fields=["case", "began_at"], name="turn_of_case")]

    def __str__(self) -> str:
        return f"{self.room} from {self.began_at:%Y-%m-%d %H:%M}"
