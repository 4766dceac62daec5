from typing import ClassVar

from django.db import models

from aftercare.clocks.terms import Matter


class Moving(models.Model):
    """A record with a lifecycle. `version` counts its changes, so that a page can tell whether it is stale."""

    state = models.CharField(max_length=30)
    state_since = models.DateTimeField()
    version = models.IntegerField(default=1)

    UNTOLD: ClassVar[frozenset[str]] = frozenset()
    """Fields that are no decision of anybody, like when a worker looks next: the journal need not follow them."""

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """How the journal names this record: `returns.return:7`."""
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def stream(self) -> str:
        """The chain of the case that this record belongs to; each kind says which."""
        raise NotImplementedError


class Clocked(Moving):
    """A record about which times are promised. `due_at` is the earliest of them that runs now, for lists."""

    due_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def matter(self) -> Matter:
        """What policies match by; each kind says which."""
        raise NotImplementedError
