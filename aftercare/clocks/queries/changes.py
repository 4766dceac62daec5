"""Which clocks a change touches, and which changes there are."""

from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from aftercare.clocks.models import Calendar, Change, Clock
from aftercare.clocks.queries.running import OPEN

FURTHEST_EAST = timedelta(hours=14)
"""How much earlier than in UTC a day begins in the zone where it begins first."""


def open_clocks_touched(change: Change) -> QuerySet[Clock]:
    """The open clocks of the policy, or by any version of the calendar."""
    if change.policy_id:
        return Clock.objects.filter(OPEN, policy=change.policy_id)
    assert change.version is not None
    return Clock.objects.filter(OPEN, version__calendar=change.version.calendar_id)


def latest_changes() -> QuerySet[Change]:
    """All changes, the latest first."""
    return Change.objects.select_related("policy", "version__calendar").order_by("-asked_at", "-pk")


def waiting_changes(at: datetime) -> QuerySet[Change]:
    """Changes whose day has come somewhere on earth; which zone counts is each one's own affair."""
    return Change.objects.filter(state="waiting", on__lte=(at.astimezone(UTC) + FURTHEST_EAST).date()).order_by(
        "on", "pk"
    )


def awaits_its_day(calendar: Calendar) -> bool:
    """Whether other hours of a calendar are decided for a day that is still to come."""
    return Change.objects.filter(state="waiting", version__calendar=calendar).exists()


def unfinished_changes() -> QuerySet[Change]:
    """Changes that a job has still to rehearse or to apply."""
    return Change.objects.filter(state__in=["rehearsing", "applying"]).order_by("pk")
