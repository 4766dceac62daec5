from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving
from aftercare.returns.terms import ConsentWay, OfferState


class Agreement(models.Model):
    """Both sides' word on a compensation: the agent's, and how and when the buyer gave his.

    `instead_of` is the return that the buyer gave up for it, if he had asked for one.
    """

    returning = models.OneToOneField("returns.Return", on_delete=models.CASCADE, related_name="+")
    agent = models.CharField(max_length=60)
    agent_name = models.CharField(max_length=200)
    agreed_at = models.DateTimeField()
    way = models.CharField(max_length=20)
    buyer_words = models.CharField(max_length=500, blank=True)
    instead_of = models.ForeignKey("returns.Return", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=[str(way) for way in ConsentWay]), name="agreement_way_is_known"
            ),
            models.CheckConstraint(
                condition=Q(way=str(ConsentWay.PAGE)) | ~Q(buyer_words=""), name="agreement_tells_how_the_buyer_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement on {self.returning_id}"


class CompensationOffer(Moving):
    """An amount that we offer the buyer of an open return if he keeps the goods. Minor units of `currency`.

    `lines` are [order line id, pieces, amount]; they are checked against the accounts when he accepts.
    """

    returning = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey("catalog.Reason", on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=1000)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=60)
    offered_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in OfferState]), name="offer_state_is_known"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="offer_is_something"),
            models.UniqueConstraint(
                fields=["returning"], condition=Q(state=str(OfferState.OFFERED)), name="return_has_one_open_offer"
            ),
        ]
        indexes = [models.Index(fields=["returning", "offered_at"], name="offer_of_return")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} for {self.returning_id}"

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.returning.case_id)
