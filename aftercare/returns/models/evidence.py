from django.db import models


class Evidence(models.Model):
    """A photo that belongs to a return: from the buyer with the request, or from the dock at the count."""

    returning = models.ForeignKey("returns.Return", on_delete=models.CASCADE, related_name="evidence")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    from_dock = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["returning", "added_at"], name="evidence_of_return")]

    def __str__(self) -> str:
        return f"evidence {self.file_id}"
