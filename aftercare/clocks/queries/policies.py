"""Policies and calendars as the settings show them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, QuerySet

from aftercare.clocks.models import Calendar, Policy
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.linter import Shortfall, Told, shortfalls
from aftercare.clocks.terms import TRAITS, PromisedTo


def all_policies() -> QuerySet[Policy]:
    """Every policy by name, with calendar and steps."""
    return Policy.objects.select_related("calendar__current", "merchant").prefetch_related("steps").order_by("name")


def all_calendars() -> QuerySet[Calendar]:
    """Every calendar by name, with how many policies run by it."""
    found = Calendar.objects.select_related("current").annotate(policies_count=Count("policies"))
    return found.order_by("name")


def too_short(policies: Sequence[Policy], *, since: datetime) -> list[Shortfall]:
    """Promises to customers that a partner's promise does not carry."""
    return list(shortfalls([_told(policy) for policy in policies if policy.is_active], since=since))


def _told(policy: Policy) -> Told:
    match = {trait: str(getattr(policy, trait)) for trait in TRAITS if getattr(policy, trait)}
    if policy.merchant_id:
        match["merchant"] = str(policy.merchant_id)
    hours = hours_of(policy.calendar.current if policy.calendar else None)
    to = PromisedTo(policy.promised_to)
    return Told(policy.name, policy.metric, to, policy.target, hours, policy.transit_minutes, match)
