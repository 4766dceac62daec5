from django.db import models
from django.db.models import Q

from aftercare.cases.terms import ReferralState, Topic
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving


class Referral(Moving):
    """A request for a decision: an amount above what its asker may promise by himself. Minor units of `currency`.

    `before_minor` was promised before in other cases and counts against the same limit.

    `content` is what shall be done once it is granted, as plain values; the room that asked knows how to read it.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="referrals")
    topic = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    limit_minor = models.BigIntegerField()
    before_minor = models.BigIntegerField(default=0, db_default=0)
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=1000)
    content = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in ReferralState]), name="referral_state_is_known"
            ),
            models.CheckConstraint(condition=Q(topic__in=[str(t) for t in Topic]), name="referral_topic_is_known"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, limit_minor__gte=0, before_minor__gte=0), name="referral_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state=str(ReferralState.ASKED), answered_at=None, answered_by="")
                | (~Q(state=str(ReferralState.ASKED)) & Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="referral_answer_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(ReferralState.GRANTED), str(ReferralState.DECLINED)])
                | (~Q(answer="") & ~Q(answered_by=models.F("asked_by"))),
                name="referral_is_decided_by_another_with_reason",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=str(ReferralState.ASKED)), name="case_has_one_open_referral"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="referral_open", condition=Q(state=str(ReferralState.ASKED))),
            models.Index(fields=["case", "asked_at"], name="referral_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} on {self.case_id}"

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)
