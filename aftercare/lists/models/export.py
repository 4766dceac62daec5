import uuid

from django.db import models
from django.db.models import Q

from aftercare.lists.terms import ExportState, Format


class Export(models.Model):
    """What one member takes out of a list as a file: asked for, written by a job, fetched by him alone, then forgotten.

    `sought`, `headings` and `words` are as they were asked for (see `terms.Wanted`). `rows` of `total` are written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.CharField(max_length=40)
    member = models.ForeignKey("org.Member", on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=10)
    sought = models.JSONField(default=dict)
    headings = models.JSONField()
    words = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    in_full = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=str(ExportState.WAITING))
    rows = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in ExportState]), name="export_state_is_known"),
            models.CheckConstraint(condition=Q(format__in=[str(f) for f in Format]), name="export_format_is_known"),
        ]
        indexes = [
            models.Index(fields=["member", "-asked_at"], name="export_of_member"),
            models.Index(fields=["expires_at"], name="export_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.list}.{self.format}"

    @property
    def is_done(self) -> bool:
        """Whether the file can be fetched."""
        return self.state == ExportState.DONE

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in (ExportState.WAITING, ExportState.RUNNING)

    @property
    def file_name(self) -> str:
        """Under which the file is kept."""
        return f"{self.id.hex}.{self.format}"
