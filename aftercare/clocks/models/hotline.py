from django.db import models


class Hotline(models.Model):
    """A telephone line that buyers may ring. `calendar` is when somebody answers; none means day and night.

    `contacts` are people behind it, a line each: who, and how to reach him. Without `merchant` it serves all.
    """

    name = models.CharField(max_length=80, unique=True)
    number = models.CharField(max_length=40)
    is_toll_free = models.BooleanField(default=False)
    calendar = models.ForeignKey("clocks.Calendar", null=True, on_delete=models.PROTECT, related_name="+")
    merchant = models.ForeignKey("org.Merchant", null=True, on_delete=models.PROTECT, related_name="+")
    contacts = models.TextField(blank=True)
    is_shown = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def people(self) -> list[str]:
        """The contacts, one by one."""
        return [line.strip() for line in self.contacts.splitlines() if line.strip()]
