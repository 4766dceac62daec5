from django.db import models
from django.db.models import F, Q


class Certificate(models.Model):
    """What somebody is certified to do, until when; without an end it holds for good."""

    member = models.ForeignKey("org.Member", on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="certificate_ends_after_start"
            ),
            models.UniqueConstraint(fields=["member", "name", "number"], name="certificate_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()
