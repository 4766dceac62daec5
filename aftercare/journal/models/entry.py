from django.db import models
from django.db.models import Func, Q


class CurrentTransaction(Func):
    """The number of the writing transaction. A reader compares it with the oldest one still running."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()
    arity = 0


OF_SETTINGS = (
    Q(kind__startswith="org.")
    | Q(kind__startswith="catalog.")
    | Q(kind__startswith="returns.policy.")
    | Q(kind__startswith="billing.gateway.")
)
"""What is decided for all cases: people, merchants, keys, reasons, policies, who pays."""


class Entry(models.Model):
    """One thing that happened: who did what to which record, when, and what changed by it.

    Written once, never changed: the application's database role may only read and insert.
    `stream` groups the entries of one case (`case:7`); inside a stream each entry carries the hash of the one before.
    """

    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=200)
    subject = models.CharField(max_length=60)
    stream = models.CharField(max_length=60, blank=True)
    position = models.IntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    request = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "position"], name="entry_stream_has_one_chain")]
        indexes = [
            models.Index(fields=["transaction", "id"], name="entry_reading_order"),
            models.Index(fields=["subject", "id"], name="entry_of_subject"),
            models.Index(fields=["actor", "-id"], name="entry_of_actor"),
            # Rare among the entries of cases and orders, and asked for by those who look after the house.
            models.Index(fields=["-id"], name="entry_of_settings", condition=OF_SETTINGS),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} by {self.actor}"
