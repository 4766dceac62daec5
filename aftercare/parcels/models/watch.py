from django.db import models


class WatchTimes(models.Model):
    """When somebody is told about a merchant's returns that stand still. Empty: not set, and nobody is told.

    `remind_days`: so many days before goods are due the buyer is reminded. `quiet_days`: so long a parcel may travel
    without a scan. `uncounted_hours`: so long goods may lie at the dock without being counted.
    `unseen_days`: so long after goods were due, the buyer of a parcel that nobody has had is asked for it.
    `pays_first_freight`: the way back of each customer's first return is the company's.
    """

    merchant = models.OneToOneField("org.Merchant", on_delete=models.CASCADE, related_name="+")
    remind_days = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_days = models.PositiveSmallIntegerField(null=True, blank=True)
    uncounted_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    unseen_days = models.PositiveSmallIntegerField(default=14, db_default=14)
    pays_first_freight = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"watch times of {self.merchant_id}"
