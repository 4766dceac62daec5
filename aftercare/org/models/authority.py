from django.db import models
from django.db.models import Q


class AuthorityLimit(models.Model):
    """What a role, one member or one machine's key may promise a buyer on one case, in minor units of a currency."""

    role = models.CharField(max_length=40, blank=True)
    member = models.ForeignKey("org.Member", null=True, on_delete=models.CASCADE, related_name="+")
    key = models.ForeignKey("org.ApiKey", null=True, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", member__isnull=False, key=None)
                | Q(role="", member=None, key__isnull=False)
                | (~Q(role="") & Q(member=None, key=None)),
                name="limit_is_of_role_member_or_key",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="limit_not_negative"),
            models.UniqueConstraint(fields=["role", "currency"], condition=~Q(role=""), name="limit_of_role_is_one"),
            models.UniqueConstraint(
                fields=["key", "currency"], condition=Q(key__isnull=False), name="limit_of_key_is_one"
            ),
            models.UniqueConstraint(
                fields=["member", "currency"], condition=Q(member__isnull=False), name="limit_of_member_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role or self.member_id or self.key_id}: {self.amount_minor} {self.currency}"


class DecisionTime(models.Model):
    """Within how many minutes somebody decides what was asked of him; one row, empty minutes: no time is set."""

    minutes = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.minutes} min"
