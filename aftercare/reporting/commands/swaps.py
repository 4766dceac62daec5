"""Keeping how fast exchanges went, behind the journal like the merchants' figures."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from aftercare.reporting.models import SwapFact
from aftercare.reporting.queries.swap_facts import swaps_of

_TOLD = ["merchant", "asked_at", "turned_on", "turned_seconds", "had_on", "whole_seconds"]


def keep_swaps(case_ids: Sequence[int]) -> None:
    """Work out the exchanges among these cases again. Safe to run twice; nobody sums them up, so nothing follows."""
    facts = list(swaps_of(case_ids))
    if facts:
        SwapFact.objects.bulk_create(facts, update_conflicts=True, unique_fields=["case"], update_fields=_TOLD)


def forget_swaps(kept: QuerySet[Any, Any]) -> None:
    """Drop the facts of cases that are no more; `kept` are the ids of those that are."""
    SwapFact.objects.exclude(case__in=kept).delete()
