from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiKey(models.Model):
    """A machine's key. Only a hash is kept; scopes are rights, and none are given by default."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    merchant = models.ForeignKey("org.Merchant", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class KeyUse(models.Model):
    """How often a key was used in the minute in which it was last used. Lost when the server crashes, as it may be."""

    key = models.OneToOneField(ApiKey, on_delete=models.CASCADE, primary_key=True, related_name="+")
    minute = models.DateTimeField()
    uses = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.key_id}: {self.uses}"
