from django.db import models
from django.db.models import Q

from aftercare.cases.terms import Room
from aftercare.clocks.terms import Matter
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving


class Case(Moving):
    """One matter of one customer, from the first word to the last. `state` is the room that holds it.

    `priority` is 0 for what is usual, more for what must go first; `handed_to` is the role that took it over.

    `token` opens the buyer's page without an account. Contact and address are as they were when the case was opened.
    `unanswered_since` is when the buyer wrote first after our last word to him.
    """

    number = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=20)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    opened_by_name = models.CharField(max_length=200)
    contact = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    unanswered_since = models.DateTimeField(null=True)
    priority = models.PositiveSmallIntegerField(default=0, db_default=0)
    handed_to = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(r) for r in Room]), name="case_holder_is_known")
        ]
        indexes = [
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            models.Index(
                fields=["unanswered_since", "id"],
                name="case_unanswered",
                condition=Q(unanswered_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """Its own chain."""
        return case_stream(self.pk)

    @property
    def matter(self) -> Matter:
        """What promises about the talk in it match by."""
        told = {"kind": self.kind, "channel": self.channel, "tier": self.customer.level}
        told["priority"] = str(self.priority)
        return Matter(self.label, self.stream, self.number, self.merchant_id, told)
