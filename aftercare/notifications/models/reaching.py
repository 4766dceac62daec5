from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Preference(models.Model):
    """How one person wants to be told. `off` are channels he does not want; `zone` is where his clock stands.

    `digest` collects a colleague's e-mails into one a day.
    """

    member = models.OneToOneField("org.Member", null=True, on_delete=models.CASCADE, related_name="+")
    customer = models.OneToOneField("customers.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    off = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    digest = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, customer__isnull=False) | Q(member__isnull=False, customer=None),
                name="preference_is_of_one_person",
            )
        ]

    def __str__(self) -> str:
        return f"preference of {self.member_id or self.customer_id}"


class Block(models.Model):
    """An address, or with “@” in front a whole domain, that nothing is sent to; excluded or undeliverable."""

    address = models.CharField(max_length=200)
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("address"), name="address_is_blocked_once")]
        indexes = [models.Index(fields=["-made_at", "-id"], name="block_list")]

    def __str__(self) -> str:
        return self.address
