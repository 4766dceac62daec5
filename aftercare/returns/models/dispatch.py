from django.db import models
from django.db.models import Q

from aftercare.journal.terms import case_stream
from aftercare.moves.models import Moving
from aftercare.returns.terms import DISPATCH_GONE, DISPATCH_OPEN, DispatchPurpose, DispatchState, Hold

_OPEN = [str(state) for state in DISPATCH_OPEN]
_GONE = [str(state) for state in DISPATCH_GONE]


class Dispatch(Moving):
    """Goods from the shelf that leave to the buyer after sale, on whatever case; `number` is the case's with a count.

    `hold` is what it waits for before it may be picked. `order` is the order that the goods make once they have left,
    so that they can come back too. `confirm_due_on`: from then on they count as received.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    purpose = models.CharField(max_length=20)
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    hold = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField()
    deliver_on = models.DateField(null=True)
    recipient = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    picked_at = models.DateTimeField(null=True)
    picked_by = models.CharField(max_length=60, blank=True)
    picked_by_name = models.CharField(max_length=200, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    shipped_at = models.DateTimeField(null=True)
    shipped_by = models.CharField(max_length=60, blank=True)
    shipped_by_name = models.CharField(max_length=200, blank=True)
    confirm_due_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in DispatchState]), name="dispatch_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[str(p) for p in DispatchPurpose]), name="dispatch_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DispatchState.HELD, hold__in=[str(Hold.PAYMENT), str(Hold.WORD)])
                | (~Q(state=DispatchState.HELD) & Q(hold="")),
                name="dispatch_is_held_for_something",
            ),
            models.CheckConstraint(
                condition=Q(shipped_at=None, carrier="", tracking_number="", shipped_by="")
                | (
                    Q(shipped_at__isnull=False, state__in=_GONE)
                    & ~Q(carrier="")
                    & ~Q(tracking_number="")
                    & ~Q(shipped_by="")
                ),
                name="dispatch_parcel_is_told_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_GONE) | Q(shipped_at__isnull=False), name="dispatch_gone_has_parcel"
            ),
            models.CheckConstraint(
                condition=Q(state=DispatchState.DELIVERED, confirmed_at__isnull=False)
                | (~Q(state=DispatchState.DELIVERED) & Q(confirmed_at=None, confirmed_by="")),
                name="dispatch_delivered_has_time",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=_OPEN), name="case_has_one_open_dispatch"),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at", "id"], name="dispatch_queue"),
            models.Index(fields=["merchant", "state", "asked_at", "id"], name="dispatch_queue_of_merchant"),
            models.Index(fields=["case", "id"], name="dispatch_of_case"),
            models.Index(fields=["-shipped_at", "-id"], name="dispatch_sent", condition=Q(shipped_at__isnull=False)),
            models.Index(fields=["tracking_number"], name="dispatch_by_tracking", condition=~Q(tracking_number="")),
            models.Index(
                fields=["confirm_due_on", "id"],
                name="dispatch_confirm_due",
                condition=Q(state=str(DispatchState.SHIPPED)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)


class DispatchLine(models.Model):
    """One article of a dispatch; `price_minor` is what all its pieces count for. It may replace a line of a return."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="lines")
    return_line = models.ForeignKey("returns.ReturnLine", null=True, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    quantity = models.IntegerField()
    price_minor = models.BigIntegerField(default=0)
    is_gift = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, price_minor__gte=0), name="dispatch_line_is_real"),
            models.CheckConstraint(
                condition=Q(is_gift=False) | Q(price_minor=0, return_line=None), name="dispatch_gift_costs_nothing"
            ),
            models.UniqueConstraint(fields=["dispatch", "return_line"], name="dispatch_line_of_return_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} × {self.quantity}"
