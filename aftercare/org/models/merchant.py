from django.db import models


class Merchant(models.Model):
    """Who sells. A company with one shop has one merchant."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="merchant_by_name")]

    def __str__(self) -> str:
        return self.name


class Shop(models.Model):
    """Where a merchant's orders come from: a marketplace store, a web shop, an ERP. Order numbers are unique in it.

    `platform` is the marketplace it stands on, as people call it; empty for the merchant's own.
    """

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="shops")
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    platform = models.CharField(max_length=60, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.name


class ReturnAddress(models.Model):
    """Where goods go back to. Incomplete ones cannot be given to a buyer.

    `operator` is the logistics partner whose dock it is; empty when it is our own.
    """

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="return_addresses")
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    offers_pickup = models.BooleanField(default=False)
    operator = models.CharField(max_length=80, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["merchant", "name", "id"], name="return_address_by_name")]

    def __str__(self) -> str:
        return self.name
