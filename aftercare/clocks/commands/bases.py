"""What a change was made from: it may hold only in place of that, and its day is the one of its calendar's zone."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.calendars import Overtaken
from aftercare.clocks.models import Calendar, CalendarVersion, Change, Policy
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.plain import target_plain


def promised(policy: Policy) -> list[object]:
    """What a policy promises now, as a change keeps it."""
    return [target_plain(policy.target), policy.calendar_id]


def is_overtaken(change: Change) -> bool:
    """Whether another change came between; locks what the change is about until the transaction ends.

    Changes that were planned before bases were kept have none, and hold as they were decided.
    """
    return "base" in change.plan and change.plan["base"] != _holds_now(change)


def check_base(change: Change) -> None:
    """Refuse a change whose rehearsal was about something that holds no more."""
    if is_overtaken(change):
        raise Overtaken(_("Somebody changed this meanwhile. Make your change again, then rehearse it."))


def new_version(change: Change) -> CalendarVersion | None:
    """The calendar version that clocks run by after the change; None is day and night."""
    if change.version_id:
        return change.version
    pk = change.plan["calendar"]
    return Calendar.objects.select_related("current").get(pk=pk).current if pk else None


def day_of(change: Change, at: datetime) -> date:
    """Which day it is where the change's calendar is; by day and night, where the house is."""
    version = new_version(change)
    return hours_of(version).local(at).date() if version else timezone.localdate(at)


def _holds_now(change: Change) -> object:
    if change.version:
        return Calendar.objects.select_for_update().get(pk=change.version.calendar_id).current_id
    assert change.policy_id is not None
    return promised(Policy.objects.select_for_update().get(pk=change.policy_id))
