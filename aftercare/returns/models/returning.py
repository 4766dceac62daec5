from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When

from aftercare.cases.terms import Kind
from aftercare.clocks.terms import BRANCH_LENGTH, Matter
from aftercare.journal.terms import case_stream
from aftercare.moves.models import Clocked
from aftercare.returns.terms import FOR_GIFTS, SHOWN_AS, Grade, Method, RefundTrigger, Shown, State

_SHOWN = Case(
    When(kind=str(Kind.EXCHANGE), state=str(State.INSPECTED), instead="", then=Value(str(Shown.EXCHANGE_DUE))),
    *[When(state__in=[str(s) for s in states], then=Value(str(shown))) for shown, states in SHOWN_AS.items()],
    default=Value(str(Shown.CLOSED)),
    output_field=models.CharField(max_length=20),
)


class Return(Clocked):
    """Goods that a buyer sends back for money or other goods. Amounts in minor units of `currency`.

    Order number, order time, merchant and customer are repeated from the order so that lists read one table.
    `similar_to` is the open case about the same that this one was opened beside, for the reason in `similar_words`.
    `is_resent`: the goods were sent again instead, and nothing came back.
    `is_business` and `shipped_late` are as the order stood when the return was asked for.
    `shown` is the trade's name of the state; the database computes it. `review_rule` is what decided whether a
    request before shipping was approved by itself.
    `decided` keeps which rules decided on the request, with version, inputs and nearest misses (`rules.deciding`).
    In an exchange `amount_minor` is what the goods that come back count for, `price_minor` what the new ones cost;
    `is_advance`: these leave before the goods are back; `instead` tells that it ended in money all the same.
    `is_doa`: defective when it was unpacked; `deliver_on` is the day agreed with the buyer for the new goods.
    `refund_trigger` is fixed at the approval, by the rule named beside it. `refund_ahead_at` and `paid_ahead_at` are
    set when the refund was put before finance, and sent, while the goods were still to come.
    `reminded_at` is when the buyer was to be reminded of the goods, `uncounted_at` when the dock was told that they lie
    uncounted. `follows` is the return whose second parcel this one is about.
    `gifts_back_minor` goes back for gifts that came with it after their price had been taken off another return.
    """

    follows = models.ForeignKey("returns.Return", null=True, on_delete=models.PROTECT, related_name="followers")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    shown = models.GeneratedField(expression=_SHOWN, output_field=models.CharField(max_length=20), db_persist=True)
    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=60)
    shop_reference = models.CharField(max_length=80, blank=True)
    ordered_at = models.DateTimeField()
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey("catalog.Reason", on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=1000, blank=True)
    goods = models.CharField(max_length=200, blank=True)
    not_received = models.BooleanField(default=False)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=60)
    window_rule = models.CharField(max_length=30)
    window_ends_on = models.DateField(null=True)
    window_override = models.CharField(max_length=300, blank=True)
    review_rule = models.CharField(max_length=30, blank=True, default="", db_default="")
    similar_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    similar_words = models.CharField(max_length=300, blank=True, default="", db_default="")
    is_business = models.BooleanField(default=False, db_default=False)
    shipped_late = models.BooleanField(default=False, db_default=False)
    is_resent = models.BooleanField(default=False, db_default=False)

    currency = models.CharField(max_length=3)
    asked_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    freight_minor = models.BigIntegerField(default=0)
    price_minor = models.BigIntegerField(default=0, db_default=0)
    gifts_back_minor = models.BigIntegerField(default=0, db_default=0)
    is_advance = models.BooleanField(default=False, db_default=False)
    is_doa = models.BooleanField(default=False, db_default=False)
    deliver_on = models.DateField(null=True)
    instead = models.CharField(max_length=20, blank=True, default="", db_default="")
    refund_trigger = models.CharField(max_length=20, blank=True, default="", db_default="")
    refund_trigger_rule = models.CharField(max_length=40, blank=True, default="", db_default="")
    freight_payer = models.CharField(max_length=10, blank=True, default="", db_default="")
    decided = models.JSONField(default=dict, db_default={}, blank=True)
    refund_ahead_at = models.DateTimeField(null=True)
    paid_ahead_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    gives_back_coupon = models.BooleanField(default=False)
    gives_back_coins = models.BooleanField(default=False)
    consent = models.CharField(max_length=300, blank=True)

    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    reviewed_before = ArrayField(models.CharField(max_length=60), default=list, db_default=[], blank=True)
    reject_reason = models.CharField(max_length=1000, blank=True)
    send_back_reason = models.CharField(max_length=1000, blank=True)

    return_address = models.ForeignKey("org.ReturnAddress", null=True, on_delete=models.PROTECT, related_name="+")
    return_contact = models.CharField(max_length=80, blank=True)
    return_phone = models.CharField(max_length=40, blank=True)
    return_text = models.CharField(max_length=400, blank=True)
    goods_due_on = models.DateField(null=True)
    method = models.CharField(max_length=20, blank=True)
    pickup_on = models.DateField(null=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    shipped_at = models.DateTimeField(null=True)

    reminded_at = models.DateTimeField(null=True)
    unseen_at = models.DateTimeField(null=True)
    lost_by = models.CharField(max_length=10, blank=True, default="", db_default="")
    lost_by_name = models.CharField(max_length=120, blank=True, default="", db_default="")

    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=60, blank=True)
    received_by_name = models.CharField(max_length=200, blank=True)
    uncounted_at = models.DateTimeField(null=True)
    inspected_at = models.DateTimeField(null=True)
    inspected_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    refund_approved_by = models.CharField(max_length=60, blank=True)
    completed_at = models.DateTimeField(null=True)

    UNTOLD = frozenset({"number"})
    """It never changes; the entry about a second parcel tells the other return's number under this name."""

    known_lines: "Sequence[ReturnLine] | None" = None
    """Its lines as they were just written, for who goes on with them at once; never on a record that was read."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in State]), name="return_state_is_known"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, amount_minor__lte=F("asked_minor")), name="return_amount_within_asked"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED) | ~Q(reject_reason=""), name="rejected_return_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=F("asked_minor")) | ~Q(consent="") | ~Q(inspected_at=None) | ~Q(lost_by=""),
                name="lowered_return_has_consent",
            ),
            models.CheckConstraint(condition=Q(freight_minor__gte=0), name="return_freight_not_negative"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="return_price_not_negative"),
            models.CheckConstraint(condition=Q(gifts_back_minor__gte=0), name="return_gifts_back_not_negative"),
            models.CheckConstraint(
                condition=Q(kind=Kind.EXCHANGE) | Q(price_minor=0, is_advance=False, instead=""),
                name="only_exchanges_have_a_price",
            ),
            models.CheckConstraint(
                condition=Q(refund_trigger="") | Q(refund_trigger__in=[str(t) for t in RefundTrigger]),
                name="return_refund_trigger_is_known",
            ),
            models.CheckConstraint(
                condition=Q(method="") | Q(method__in=[str(m) for m in Method]), name="return_method_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by="") | (Q(reviewed_at__isnull=False) & ~Q(reviewed_by="")),
                name="return_review_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by="") | (Q(received_at__isnull=False) & ~Q(received_by="")),
                name="return_receipt_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(shipped_at=None, tracking_number="")
                | (Q(shipped_at__isnull=False) & ~Q(tracking_number="") & ~Q(carrier="") & ~Q(method="")),
                name="return_parcel_is_told_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=State.COMPLETED, completed_at__isnull=False)
                | (~Q(state=State.COMPLETED) & Q(completed_at=None)),
                name="return_completed_has_time",
            ),
            models.UniqueConstraint(
                fields=["merchant", "shop_reference"],
                condition=~Q(shop_reference=""),
                name="return_of_shop_reference_is_unique",
            ),
        ]
        indexes = [
            models.Index(fields=["-applied_at", "-id"], name="return_list"),
            models.Index(fields=["shown", "-applied_at", "-id"], name="return_list_by_shown"),
            models.Index(fields=["kind", "-applied_at", "-id"], name="return_list_by_kind"),
            models.Index(fields=["merchant", "-applied_at", "-id"], name="return_list_of_merchant"),
            models.Index(fields=["merchant", "shown", "-applied_at", "-id"], name="return_list_merchant_shown"),
            models.Index(fields=["customer", "-applied_at", "-id"], name="return_list_of_customer"),
            models.Index(fields=["-ordered_at", "-id"], name="return_list_by_order_time"),
            models.Index(fields=["order_number"], name="return_by_order_number"),
            models.Index(fields=["tracking_number"], name="return_by_tracking", condition=~Q(tracking_number="")),
            models.Index(
                fields=["goods_due_on", "id"],
                name="return_goods_due",
                condition=Q(state__in=[str(State.APPROVED), str(State.PICKUP_BOOKED)]),
            ),
            models.Index(fields=["state", "state_since", "id"], name="return_queue"),
            models.Index(
                fields=["-applied_at", "-id"], name="return_opened_twice", condition=Q(similar_to__isnull=False)
            ),
            models.Index(fields=["-applied_at", "-id"], name="return_of_business", condition=Q(is_business=True)),
            models.Index(fields=["-applied_at", "-id"], name="return_shipped_late", condition=Q(shipped_late=True)),
            models.Index(fields=["due_at", "id"], name="return_list_by_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["merchant", "due_at", "id"], name="return_list_merchant_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["merchant", "goods_due_on", "id"],
                name="return_to_remind",
                condition=Q(state=str(State.APPROVED), reminded_at=None, goods_due_on__isnull=False),
            ),
            models.Index(
                fields=["reminded_at", "id"],
                name="return_reminded",
                condition=Q(state=str(State.APPROVED), reminded_at__isnull=False),
            ),
            models.Index(
                fields=["merchant", "shipped_at", "id"],
                name="return_to_ask_for",
                condition=Q(state=str(State.IN_TRANSIT), unseen_at=None),
            ),
            models.Index(
                fields=["unseen_at", "id"],
                name="return_unseen",
                condition=Q(state=str(State.IN_TRANSIT), unseen_at__isnull=False),
            ),
            models.Index(
                fields=["merchant", "received_at", "id"],
                name="return_to_count",
                condition=Q(state=str(State.RECEIVED), uncounted_at=None),
            ),
            models.Index(
                fields=["uncounted_at", "id"],
                name="return_uncounted",
                condition=Q(state=str(State.RECEIVED), uncounted_at__isnull=False),
            ),
            models.Index(
                fields=["-inspected_at", "-id"], name="return_booked_in", condition=Q(inspected_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's chain."""
        return case_stream(self.case_id)

    @property
    def matter(self) -> Matter:
        """What promises match by; the branch is the address that the goods go back to, once it is known."""
        told = {"kind": self.kind, "channel": self.case.channel, "tier": self.customer.level}
        told["priority"] = str(self.case.priority)
        if self.return_address:
            told["branch"] = self.return_address.name[:BRANCH_LENGTH]
        if first := min(self.known_lines or self.lines.all(), key=lambda line: line.pk, default=None):
            told["product"] = first.sku
        return Matter(self.label, self.stream, self.number, self.merchant_id, told)

    @property
    def total_minor(self) -> int:
        """The money that goes back: goods, freight and gifts, or in an exchange what the new goods cost less."""
        goods = max(0, -self.difference_minor) if self.is_swap else self.amount_minor
        return self.freight_minor + self.gifts_back_minor + goods

    @property
    def agreed_words(self) -> str:
        """How the buyer agreed to less; what a law takes off is nobody's consent, also where it stands as one."""
        return "" if self.consent == FOR_GIFTS else self.consent

    @property
    def is_lost(self) -> bool:
        """Whether a parcel that was told of never came, so that the return ended."""
        return self.state == State.LAPSED and self.shipped_at is not None

    @property
    def is_swap(self) -> bool:
        """Whether goods are given for goods."""
        return self.kind == Kind.EXCHANGE and not self.instead

    @property
    def difference_minor(self) -> int:
        """By how much the new goods cost more (the buyer pays) or, below zero, less (he gets it back)."""
        return self.price_minor - self.amount_minor


class ReturnLine(models.Model):
    """Pieces of one order line in a return: promised, found at the dock, and what goes back for them.

    Pieces that came and were not accepted go to the buyer again; `refused_sent_at` is when they did.
    In an exchange `new_…` is what the buyer gets: its price per piece, null for the worth of what came back.
    """

    returning = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    unit_price_minor = models.BigIntegerField()
    quantity = models.IntegerField()
    asked_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    counted = models.IntegerField(null=True)
    accepted = models.IntegerField(null=True)
    damaged = models.IntegerField(null=True)
    grade = models.CharField(max_length=20, blank=True)
    refused_sent_at = models.DateTimeField(null=True)
    new_sku = models.CharField(max_length=60, blank=True, default="", db_default="")
    new_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    new_price_minor = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["returning"],
                name="return_line_to_send_back",
                condition=Q(counted__gt=F("accepted"), refused_sent_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(new_price_minor=None) | Q(new_price_minor__gte=0), name="new_price_not_negative"
            ),
            models.UniqueConstraint(fields=["returning", "order_line"], name="return_line_is_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_line_has_pieces"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, amount_minor__lte=F("asked_minor")), name="return_line_within_asked"
            ),
            models.CheckConstraint(
                condition=Q(counted=None, accepted=None, damaged=None, grade="")
                | Q(
                    counted__gte=F("accepted"),
                    accepted__isnull=False,
                    accepted__lte=F("quantity"),
                    accepted__gte=F("damaged"),
                    damaged__isnull=False,
                    damaged__gte=0,
                    counted__isnull=False,
                    grade__in=[str(g) for g in Grade],
                ),
                name="return_line_counts_make_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} × {self.quantity}"
