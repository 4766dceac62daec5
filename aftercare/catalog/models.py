from django.contrib.postgres.fields import ArrayField
from django.db import models

from aftercare.catalog.terms import USUAL, Fault, Remedy


class Reason(models.Model):
    """Why something comes back, in the words buyers choose from. Hidden ones stay on old cases.

    `fault` is the type of case that it makes; `remedies` is what the shop may do then, the usual when empty.
    """

    kind = models.CharField(max_length=30)
    code = models.SlugField(max_length=40)
    labels = models.JSONField()
    position = models.IntegerField(default=0)
    is_shown = models.BooleanField(default=True)
    fault = models.CharField(max_length=20, blank=True, default="", db_default="")
    remedies = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="reason_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(fault__in=[str(fault) for fault in Fault]), name="reason_fault_is_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "position", "id"], name="reason_in_order")]

    def __str__(self) -> str:
        return str(self.labels.get("en", self.code))

    def allows(self, remedy: Remedy) -> bool:
        """Whether the shop may do this about it."""
        return str(remedy) in (self.remedies or USUAL[Fault(self.fault)])

    def label_in(self, language: str) -> str:
        """The reason in a language, in English when it was never translated."""
        return str(self.labels.get(language) or self.labels.get("en") or self.code)
