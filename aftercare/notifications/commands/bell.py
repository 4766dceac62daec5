"""Reading what is under the bell."""

from datetime import datetime

from aftercare.notifications.models import Notice
from aftercare.org.models import Member


def read_all(member: Member, *, at: datetime) -> int:
    """Everything under the bell is read; returns how much of it was new."""
    return Notice.objects.filter(member=member, read_at=None).update(read_at=at)


def read_one(member: Member, pk: int, *, at: datetime) -> Notice | None:
    """One of his own notices, read now; None when it is not his."""
    notice = Notice.objects.filter(member=member, pk=pk).select_related("case").first()
    if notice and notice.read_at is None:
        Notice.objects.filter(pk=pk).update(read_at=at)
    return notice
