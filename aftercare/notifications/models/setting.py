from datetime import time

from django.db import models
from django.db.models import Q


class Choice(models.Model):
    """One box of the matrix that somebody has decided; one without a row is as the house begins."""

    event = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    is_on = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "role", "channel"], name="choice_is_made_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.role} {self.channel}: {self.is_on}"


class Template(models.Model):
    """What an event's message says in one language, where the installation wants its own words."""

    event = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    short = models.CharField(max_length=500)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "language"], name="template_is_one_per_language")]

    def __str__(self) -> str:
        return f"{self.event} in {self.language}"


class Policy(models.Model):
    """What holds for all messages; there is one row at most.

    `nothing_leaves` keeps every message here; None follows the environment. Hours are by the recipient's clock.
    Days: how long before goods are due the buyer is reminded, how long after the end he is asked to rate, how long
    messages are kept; None: never.
    """

    nothing_leaves = models.BooleanField(null=True)
    quiet_begins = models.TimeField(default=time(21))
    quiet_ends = models.TimeField(default=time(8))
    digest_at = models.TimeField(default=time(8))
    reminder_days = models.PositiveSmallIntegerField(null=True, default=2)
    rate_days = models.PositiveSmallIntegerField(null=True, default=2)
    kept_days = models.PositiveSmallIntegerField(default=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), name="message_policy_is_one"),
            models.CheckConstraint(condition=Q(kept_days__gte=30), name="messages_are_kept_a_month"),
        ]

    def __str__(self) -> str:
        return "policy of messages"


class Outlet(models.Model):
    """How a kind of message leaves or comes in: a mail server, a mailbox, or an address that texts are posted to.

    `sealed_secret` is a password or a key for signing, encrypted with the installation's key, never shown again.
    """

    kind = models.CharField(max_length=20, unique=True)
    is_enabled = models.BooleanField(default=True)
    host = models.CharField(max_length=200, blank=True)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=10, blank=True)
    username = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    sealed_secret = models.TextField(blank=True)
    sender = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=100, blank=True)
    timeout_seconds = models.PositiveSmallIntegerField(default=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(timeout_seconds__gte=1, timeout_seconds__lte=120), name="outlet_timeout_is_sensible"
            ),
            models.CheckConstraint(condition=~Q(host="") | ~Q(url=""), name="outlet_leads_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.host or self.url}"
