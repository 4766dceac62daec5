from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q


class Order(models.Model):
    """What a customer bought in one go, as the shop told it. Amounts in minor units of `currency`.

    `replaces`: the order whose goods these were given for in an exchange; then it was paid with what those were worth.
    `is_business` tells wholesale from retail.
    """

    shop = models.ForeignKey("org.Shop", on_delete=models.PROTECT, related_name="+")
    merchant = models.ForeignKey("org.Merchant", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3)
    discount_minor = models.BigIntegerField(default=0)
    freight_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField()
    recipient = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    is_business = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="order_number_is_unique_in_shop"),
            models.CheckConstraint(
                condition=Q(paid_minor__gte=0, discount_minor__gte=0, freight_minor__gte=0),
                name="order_amounts_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-ordered_at"], name="order_of_customer"),
            models.Index(fields=["merchant", "-ordered_at", "-id"], name="order_of_merchant"),
            models.Index(fields=["number"], name="order_by_number"),
            BrinIndex(fields=["shipped_at"], name="order_by_shipping"),
            models.Index(
                fields=["merchant", "paid_at", "id"],
                name="order_paid_not_shipped",
                condition=Q(paid_at__isnull=False, shipped_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One product of an order (or its freight), and its owed-back account: what of value may still go back for it.

    Money in minor units of the order's currency: `paid_minor` is what the buyer really paid for all pieces, discounts
    spread to the cent. `granted_minor` was promised back, `paid_out_minor` was sent.
    Pieces: `goods_out` went to the buyer, `goods_asked` are in open or finished returns, `goods_back` came back;
    `no_return_confirmed`: the buyer confirmed at this purchase that the article does not come back. `is_gift`: it came
    along for nothing, and its unit price is the one with which it was marked.
    `goods_called_off` were never sent, since the buyer wants their money back instead.
    The database holds the ceilings; `orders.commands.account` is the only code that moves them.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    is_freight = models.BooleanField(default=False)
    quantity = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField()
    granted_minor = models.BigIntegerField(default=0)
    paid_out_minor = models.BigIntegerField(default=0)
    goods_out = models.IntegerField(default=0)
    goods_asked = models.IntegerField(default=0)
    goods_back = models.IntegerField(default=0)
    no_return_confirmed = models.BooleanField(default=False, db_default=False)
    goods_called_off = models.IntegerField(default=0, db_default=0)
    is_gift = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_is_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0, paid_minor__gte=0), name="order_line_is_real"),
            models.CheckConstraint(
                condition=Q(unit_price_minor__gte=0, discount_minor__gte=0), name="order_line_price_not_negative"
            ),
            models.CheckConstraint(condition=Q(is_freight=False) | Q(goods_out=0), name="freight_has_no_goods"),
            models.CheckConstraint(
                condition=Q(is_gift=False) | Q(is_freight=False, paid_minor=0), name="gift_costs_nothing"
            ),
            models.CheckConstraint(
                condition=Q(granted_minor__gte=0, granted_minor__lte=F("paid_minor")), name="granted_within_paid"
            ),
            models.CheckConstraint(
                condition=Q(paid_out_minor__gte=0, paid_out_minor__lte=F("granted_minor")),
                name="paid_out_within_granted",
            ),
            models.CheckConstraint(
                condition=Q(goods_out__gte=0, goods_out__lte=F("quantity")), name="goods_out_within_bought"
            ),
            models.CheckConstraint(
                condition=Q(goods_called_off__gte=0, goods_called_off__lte=F("quantity") - F("goods_out")),
                name="goods_called_off_within_not_sent",
            ),
            models.CheckConstraint(
                condition=Q(is_freight=False) | Q(goods_called_off=0), name="freight_is_not_called_off"
            ),
            models.CheckConstraint(
                condition=Q(goods_asked__gte=0, goods_asked__lte=F("goods_out")), name="goods_asked_within_out"
            ),
            models.CheckConstraint(
                condition=Q(goods_back__gte=0, goods_back__lte=F("goods_asked")), name="goods_back_within_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} × {self.quantity}"
