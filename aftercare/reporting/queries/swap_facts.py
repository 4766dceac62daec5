"""How fast exchanges went, read from the rooms that know: returns, parcels and billing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from aftercare.billing.models import Refund
from aftercare.billing.terms import RefundState
from aftercare.cases.terms import Kind
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import Direction, ScanStatus
from aftercare.reporting.models import SwapFact
from aftercare.returns.models import Dispatch, Fetch, Return
from aftercare.returns.terms import INSTEAD_REFUND, DispatchPurpose


def swaps_of(case_ids: Sequence[int]) -> Iterator[SwapFact]:
    """The facts of the exchanges among these cases, unsaved, in five queries at most."""
    rows = list(Return.objects.filter(case__in=case_ids, kind=str(Kind.EXCHANGE)))
    if not rows:
        return
    ids = [row.case_id for row in rows]
    sent = {one.case_id: one for one in _sent(ids)}
    scanned, paid = _delivered(ids), _paid(ids)
    for row in rows:
        dispatch = sent.get(row.case_id)
        had_at = _had(dispatch, scanned.get(row.case_id)) if dispatch else None
        yield _fact(row, _ended(row, dispatch, paid.get(row.case_id)), had_at)


def _sent(case_ids: Sequence[int]) -> list[Dispatch]:
    """The new goods that left, those of a case in the sequence in which they did."""
    rows = Dispatch.objects.filter(case__in=case_ids, purpose=str(DispatchPurpose.EXCHANGE), shipped_at__isnull=False)
    return list(rows.order_by("shipped_at", "pk"))


def _delivered(case_ids: Sequence[int]) -> dict[int, datetime]:
    """When a carrier handed the last parcel over to the buyer; to a service point he came for it himself later."""
    fetched = Fetch.objects.filter(case__in=case_ids).values_list("case", flat=True)
    rows = Parcel.objects.filter(case__in=case_ids, direction=Direction.OUT, status=ScanStatus.DELIVERED)
    told = rows.exclude(case__in=set(fetched)).order_by("status_at").values_list("case", "status_at")
    return {case: at for case, at in told if at}


def _paid(case_ids: Sequence[int]) -> dict[int, datetime]:
    found = Refund.objects.filter(case__in=case_ids, state=str(RefundState.PAID))
    return dict(found.values_list("case", "state_since"))


def _had(dispatch: Dispatch, scanned_at: datetime | None) -> datetime | None:
    """When the buyer had the new goods: by the carrier's word, else by his own or the timer's."""
    is_of_this = scanned_at is not None and dispatch.shipped_at is not None and scanned_at >= dispatch.shipped_at
    return scanned_at if is_of_this else dispatch.confirmed_at


def _ended(row: Return, dispatch: Dispatch | None, paid_at: datetime | None) -> datetime | None:
    """When nothing was left to do once the old goods were here."""
    if row.instead == INSTEAD_REFUND:
        return paid_at
    return dispatch.shipped_at if dispatch else None


def _fact(row: Return, ended_at: datetime | None, had_at: datetime | None) -> SwapFact:
    turned_at = max(ended_at, row.received_at) if ended_at and row.received_at else None
    return SwapFact(
        case=row.case_id,
        merchant=row.merchant_id,
        asked_at=row.applied_at,
        turned_on=timezone.localdate(turned_at) if turned_at else None,
        turned_seconds=_seconds(row.received_at, turned_at),
        had_on=timezone.localdate(had_at) if had_at else None,
        whole_seconds=_seconds(row.applied_at, had_at),
    )


def _seconds(since: datetime | None, until: datetime | None) -> int | None:
    return max(0, int((until - since).total_seconds())) if since and until else None
