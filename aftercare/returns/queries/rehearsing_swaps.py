"""The exchanges on which a change of how a merchant exchanges is rehearsed: those of the last 90 days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from aftercare.cases.terms import Kind
from aftercare.customers.terms import Mark
from aftercare.returns.models import Dispatch, Return, ReturnPolicy
from aftercare.returns.queries.rehearsing import DAYS, MOST, Rehearsal
from aftercare.returns.rules.rehearsing_swaps import PastSwap, SwapTerms, rehearse_swaps
from aftercare.returns.terms import DispatchPurpose, State

_NAMES = ("number", "case", "amount_minor", "asked_minor", "currency", "customer__marks", "state")


def rehearse_exchanges(before: ReturnPolicy, after: ReturnPolicy, *, at: datetime) -> Rehearsal:
    """What the latest exchanges, at most MOST of them, would have been like. Writes nothing.

    Marks are those that customers have now.
    """
    since = at - timedelta(days=DAYS)
    rows = Return.objects.filter(merchant=before.merchant_id, kind=str(Kind.EXCHANGE), applied_at__gte=since)
    found = list(rows.order_by("-applied_at", "-pk").values(*_NAMES)[: MOST + 1])
    looked, changes = rehearse_swaps(_pasts(found[:MOST], at), swap_terms_of(before), swap_terms_of(after))
    scale = rows.count() / looked if len(found) > MOST else 1.0
    return Rehearsal(looked, scale, changes)


def swap_terms_of(policy: ReturnPolicy) -> SwapTerms:
    """How this merchant exchanges."""
    return SwapTerms(policy.confirm_days, policy.follow_up_days, policy.advance_for_trusted, policy.agent_releases)


def _pasts(rows: Sequence[Mapping[str, Any]], at: datetime) -> Iterator[PastSwap]:
    sent = Dispatch.objects.filter(case__in=[row["case"] for row in rows], purpose=str(DispatchPurpose.EXCHANGE))
    latest = {one.case_id: one for one in sent.order_by("pk")}
    for row in rows:
        yield _past(row, latest.get(row["case"]), at)


def _past(row: Mapping[str, Any], dispatch: Dispatch | None, at: datetime) -> PastSwap:
    left_at = dispatch.shipped_at if dispatch else None
    said_at = dispatch.confirmed_at if dispatch else None
    return PastSwap(
        number=row["number"],
        amount_minor=row["amount_minor"] or row["asked_minor"],
        currency=row["currency"],
        is_trusted=Mark.TRUSTED in row["customer__marks"],
        is_asked_for=dispatch is not None,
        is_completed=row["state"] == State.COMPLETED,
        word_after=said_at - left_at if said_at and left_at else None,
        silent_for=at - left_at if left_at and not said_at else None,
    )
