from django.db import models
from django.db.models import Q

from aftercare.returns.terms import GIFTS_RULE, Answer, ConsentWay


class Deduction(models.Model):
    """An amount that the seller wants to keep of a refund, and what the buyer said to it: amount, words, who, when.

    `rule` is the merchant's that made it a service fee, with `way` how the buyer agreed to it when he asked, or the
    law's by which it is due without anybody's answer; both are empty where a colleague asked. Minor units of
    `currency`; `used_minor` of them were kept since he agreed, and with a review that took less the rest was let go.
    Without an answer it waits for the buyer; a return has one such at most.

    For gifts that stayed, `gifts` are [order line id, pieces]; of what was taken, `given_back_minor` went back when
    they came after all. Of a service fee, `shares` are [order line id, minor units]: what each line bore of it when the
    review had set the amounts.
    """

    returning = models.ForeignKey("returns.Return", on_delete=models.CASCADE, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=300)
    rule = models.CharField(max_length=40, blank=True, default="", db_default="")
    way = models.CharField(max_length=20, blank=True, default="", db_default="")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    used_minor = models.BigIntegerField(default=0, db_default=0)
    let_go_at = models.DateTimeField(null=True)
    gifts = models.JSONField(default=list, db_default=[], blank=True)
    given_back_minor = models.BigIntegerField(default=0, db_default=0)
    shares = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0) & ~Q(words=""), name="deduction_is_said"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by="")
                | (Q(answer__in=[str(one) for one in Answer], answered_at__isnull=False) & ~Q(answered_by="")),
                name="deduction_answer_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(used_minor=0)
                | Q(
                    used_minor__gt=0,
                    used_minor__lte=models.F("amount_minor"),
                    answer__in=[str(Answer.AGREED), str(Answer.DUE)],
                ),
                name="deduction_is_used_as_agreed",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["", *(str(way) for way in ConsentWay)])
                & (
                    (Q(rule="", way="") & ~Q(answer=str(Answer.DUE)))
                    | (~Q(rule="") & ~Q(way="") & Q(answer=str(Answer.AGREED)))
                    | (Q(rule__startswith="law:", way="", answer=str(Answer.DUE)))
                ),
                name="fee_is_agreed_in_some_way",
            ),
            models.CheckConstraint(
                condition=Q(given_back_minor=0)
                | Q(
                    given_back_minor__gt=0,
                    given_back_minor__lte=models.F("amount_minor"),
                    answer=str(Answer.DUE),
                    rule=GIFTS_RULE,
                ),
                name="deduction_gives_back_what_gifts_cost",
            ),
            models.UniqueConstraint(fields=["returning"], condition=Q(answer=""), name="return_has_one_open_deduction"),
        ]
        indexes = [models.Index(fields=["returning", "asked_at"], name="deduction_of_return")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of {self.returning_id}"

    @property
    def is_let_go(self) -> bool:
        """Whether the buyer had agreed and nothing of it was taken, nor will be."""
        return self.let_go_at is not None and not self.used_minor
