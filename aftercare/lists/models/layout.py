from django.db import models
from django.db.models import Q


class Layout(models.Model):
    """How one member has arranged the columns of a list; with `view`, while he looked at it through that view."""

    member = models.ForeignKey("org.Member", on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=40)
    view = models.ForeignKey("lists.View", null=True, on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "list"], condition=Q(view=None), name="layout_once_per_list"),
            models.UniqueConstraint(fields=["member", "view"], name="layout_once_per_view"),
        ]

    def __str__(self) -> str:
        return f"{self.list} of {self.member_id}"
