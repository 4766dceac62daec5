import uuid

from django.db import models


class StoredFile(models.Model):
    """A photo or paper that was handed in: what it is was decided by its content, never by its name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    size = models.IntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    path = models.CharField(max_length=200)
    thumbnail_path = models.CharField(max_length=200, blank=True)
    uploaded_by = models.CharField(max_length=60)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_by_content")]
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="file_is_not_empty")]

    def __str__(self) -> str:
        return self.name
