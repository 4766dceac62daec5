from django.db import models

BEFORE_ALL = -(2**62)
"""Lower than any transaction's number, also than those of a journal that was moved here from another server."""


class Cursor(models.Model):
    """How far one consumer has read the journal."""

    name = models.CharField(max_length=60, primary_key=True)
    transaction = models.BigIntegerField(default=BEFORE_ALL)
    entry = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.transaction}/{self.entry}"
