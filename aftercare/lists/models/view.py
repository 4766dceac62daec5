from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower


class View(models.Model):
    """A list as somebody has narrowed, sorted and arranged it, under a name. Who has one of `roles` sees it, too.

    `query` is the part of an address behind the question mark, `columns` an arrangement.
    """

    list = models.CharField(max_length=40)
    owner = models.ForeignKey("org.Member", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=40), blank=True)
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("owner", "list", Lower("name"), name="view_name_is_unique_to_its_owner")]
        indexes = [GinIndex(fields=["roles"], name="view_by_role")]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view with which a list opens for one member."""

    member = models.ForeignKey("org.Member", on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=40)
    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "list"], name="list_opens_with_one_view")]

    def __str__(self) -> str:
        return f"{self.list} of {self.member_id}"
