from django.db import models

from aftercare.catalog.terms import Cause


class Reason(models.Model):
    """Why something comes back, in the words buyers choose from. Hidden ones stay on old cases.

    `cause` says at whose door it lies (`catalog.terms.Cause`), empty when it says nothing about that.
    """

    kind = models.CharField(max_length=30)
    code = models.SlugField(max_length=40)
    labels = models.JSONField()
    cause = models.CharField(max_length=10, blank=True, default="", db_default="")
    position = models.IntegerField(default=0)
    is_shown = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="reason_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(cause__in=["", *(str(cause) for cause in Cause)]), name="reason_cause_is_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "position", "id"], name="reason_in_order")]

    def __str__(self) -> str:
        return str(self.labels.get("en", self.code))

    def label_in(self, language: str) -> str:
        """The reason in a language, in English when it was never translated."""
        return str(self.labels.get(language) or self.labels.get("en") or self.code)
