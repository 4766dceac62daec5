from django.db import models


class SetAside(models.Model):
    """An entry that its reader could not read and passed over. Gone once it has been read, or left out with a reason.

    `entry` is a number and no foreign key: checking a key would need a right to change entries, which nobody has.
    """

    reader = models.CharField(max_length=60)
    entry = models.BigIntegerField()
    since = models.DateTimeField()
    tries = models.IntegerField(default=1)
    tried_at = models.DateTimeField()
    error = models.CharField(max_length=60)
    said = models.TextField(blank=True)
    is_asked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "entry"], name="entry_is_aside_once_per_reader")]
        indexes = [models.Index(fields=["reader", "-id"], name="set_aside_of_reader")]

    def __str__(self) -> str:
        return f"{self.entry} aside by {self.reader}"
