from django.db import models
from django.db.models import Q

from aftercare.journal.terms import NO_STREAM, case_stream
from aftercare.moves.models import Moving
from aftercare.notifications.terms import BUYER, MessageState


class Message(Moving):
    """One message to one person over one channel. What it says is fixed when it is made: every attempt says the same.

    `key` names cause, event, channel and person: a second message for them cannot be made. `due_at` is its next
    turn; a worker that has it in its hands holds it until `busy_until`. `quiet_zone` is the clock whose quiet hours it
    waits for, at each try; empty: it goes at any hour.
    """

    key = models.CharField(max_length=120, unique=True)
    event = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    role = models.CharField(max_length=40)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    merchant = models.ForeignKey("org.Merchant", null=True, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("org.Member", null=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True)
    quiet_zone = models.CharField(max_length=60, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    digest = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in MessageState]), name="message_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=str(MessageState.SENT)) | Q(sent_at__isnull=False), name="sent_message_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=str(MessageState.DROPPED)) | ~Q(why=""), name="dropped_message_has_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"], name="message_due", condition=Q(state=str(MessageState.WAITING))
            ),
            models.Index(fields=["-made_at", "-id"], name="message_list"),
            models.Index(fields=["state", "-made_at", "-id"], name="message_list_by_state"),
            models.Index(fields=["event", "-made_at", "-id"], name="message_list_by_event"),
            models.Index(fields=["merchant", "-made_at", "-id"], name="message_list_of_merchant"),
            models.Index(fields=["case", "id"], name="message_of_case"),
            models.Index(
                fields=["member", "due_at"], name="message_of_digest", condition=Q(state=str(MessageState.WAITING))
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def stream(self) -> str:
        """What a buyer was told belongs to the case's chain; what colleagues are told does not."""
        return case_stream(self.case_id) if self.case_id and self.role == BUYER else NO_STREAM


class Attempt(models.Model):
    """One try to send a message, written down before anything leaves; LOST until an outcome is known."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20)
    sentence = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"


class Notice(models.Model):
    """One line under a colleague's bell."""

    key = models.CharField(max_length=120, unique=True)
    member = models.ForeignKey("org.Member", on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="notice_list"),
            models.Index(fields=["member", "id"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return self.text
