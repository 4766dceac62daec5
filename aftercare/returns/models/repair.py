from django.db import models
from django.db.models import Q


class RepairRequest(models.Model):
    """What a buyer wants repaired, in his words: the task of that kind that came of it, and the goods it is about.

    `rule` is how the guarantee stood when he asked (`rules.guarantees`). Whether and when it is repaired says the task.
    """

    task = models.OneToOneField("duties.Task", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()
    remark = models.CharField(max_length=1000)
    rule = models.CharField(max_length=40)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0) & ~Q(remark=""), name="repair_is_said"),
        ]
        indexes = [
            models.Index(fields=["line", "-asked_at"], name="repair_of_line"),
            models.Index(fields=["-asked_at", "-id"], name="repair_by_time"),
        ]

    def __str__(self) -> str:
        return f"repair of {self.line_id}"


class RepairPhoto(models.Model):
    """A photo that came with it."""

    request = models.ForeignKey(RepairRequest, on_delete=models.CASCADE, related_name="photos")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"photo {self.file_id}"
