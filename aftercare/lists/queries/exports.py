"""Exports, which only those see who asked for them."""

from datetime import datetime

from django.db.models import QuerySet

from aftercare.lists.models import Export
from aftercare.org.models import Member


def exports_of(member: Member, *, at: datetime) -> QuerySet[Export]:
    """What he asked for and can still fetch, newest first."""
    return Export.objects.filter(member=member, expires_at__gt=at).order_by("-asked_at")


def expired(*, at: datetime) -> QuerySet[Export]:
    """What nobody can fetch any more, first first."""
    return Export.objects.filter(expires_at__lte=at).order_by("expires_at")
