from django.db import models
from django.db.models import Q

from aftercare.journal.terms import NO_STREAM, case_stream
from aftercare.notifications.terms import MailState


class InboundMail(models.Model):
    """A mail that came in, once by its Message-ID. Its text is what the sender wrote himself, without what he quoted.

    WAITING ones belong to no case yet and wait for a colleague. `reason` says why it is where it is.
    `order` is the one that it is about, where that is clear.
    """

    message_id = models.CharField(max_length=300, unique=True)
    sender = models.CharField(max_length=200)
    sender_name = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, blank=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.SET_NULL, related_name="+")
    is_proven = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    handled_by = models.CharField(max_length=60, blank=True)
    handled_by_name = models.CharField(max_length=200, blank=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in MailState]), name="mail_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=str(MailState.FILED)) | Q(case__isnull=False), name="filed_mail_has_case"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-came_at", "-id"], name="mail_list_by_state"),
            models.Index(fields=["-came_at", "-id"], name="mail_list"),
            models.Index(fields=["case", "id"], name="mail_of_case"),
            models.Index(fields=["sender", "came_at"], name="mail_of_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"notifications.mail:{self.pk}"

    @property
    def stream(self) -> str:
        """The chain of the case it belongs to, if any."""
        return case_stream(self.case_id) if self.case_id else NO_STREAM


class InboundFile(models.Model):
    """Something that was attached; `stored` is empty when it was not kept, and `refusal` says why."""

    mail = models.ForeignKey(InboundMail, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    stored = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
