from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class Accounts(BaseUserManager["Member"]):
    """What the sign-in library needs to find people."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """The member with this address, whatever the case of its letters."""
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """Somebody who signs in: a colleague, a merchant's person, or a buyer with an account.

    `stations` are the docks and `points` the service points he works at; none named: all that his role reaches.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    merchants = models.ManyToManyField("org.Merchant", related_name="+", blank=True)
    stations = models.ManyToManyField("org.ReturnAddress", related_name="+", blank=True)
    points = models.ManyToManyField("org.ServicePoint", related_name="+", blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="member_email_is_unique")]
        indexes = [models.Index(fields=["name", "id"], name="member_by_name")]

    def __str__(self) -> str:
        return self.name or self.email
