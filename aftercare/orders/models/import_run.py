from django.db import models
from django.db.models import Q


class ImportRun(models.Model):
    """One pass of one file into a shop, and how far it came. It moves in the transaction of each batch.

    `position` is the number of settled records of the file; after a kill the next run goes on from there.
    `rejects_bytes` is how long the file of rejected lines was then, so that what a killed batch wrote can be cut off.
    """

    kind = models.CharField(max_length=20)
    shop = models.ForeignKey("org.Shop", on_delete=models.CASCADE, related_name="+")
    mapping = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    position = models.BigIntegerField(default=0)
    rejects_bytes = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "shop", "mapping", "file_hash"],
                condition=Q(ended_at=None),
                name="import_run_open_once_per_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} at {self.position}"
