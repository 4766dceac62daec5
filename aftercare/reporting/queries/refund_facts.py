"""What refunds count for, read from the rooms that know: returns, billing, cases, and the journal for who waited."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from aftercare.billing.models import Refund
from aftercare.billing.terms import RefundState
from aftercare.cases.queries.interventions import rulings_of
from aftercare.cases.terms import Ruling
from aftercare.journal.models import Entry
from aftercare.journal.terms import CASE_STREAM, case_stream
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import Direction, ScanStatus
from aftercare.reporting.rules.waits import Scanned, Step, as_scanned, waits_of
from aftercare.reporting.terms.scores import COUNTED_KINDS, PROMISE, CaseFact, Start
from aftercare.returns.models import Return
from aftercare.returns.terms import TURN_IN, State

_MOVES = "returns.return:"
_TURNS = {str(state): str(turn) for state, turn in TURN_IN.items()}


def facts_of(case_ids: Sequence[int]) -> Iterator[CaseFact]:
    """The facts of these cases, in five queries; cases that are about no refund have none."""
    rows = list(Return.objects.filter(case__in=case_ids, kind__in=COUNTED_KINDS))
    paid = _paid_at([row.case_id for row in rows])
    rulings = rulings_of(row.case_id for row in rows)
    steps = _steps_of([row.case_id for row in rows if _ended_at(row, paid)])
    scanned = _scanned(steps)
    for row in rows:
        told = as_scanned(steps[row.case_id], scanned.get(row.case_id), sent=State.IN_TRANSIT, arrived=State.RECEIVED)
        yield _fact(row, _ended_at(row, paid), told, rulings.get(row.case_id), row.case_id in paid)


def _paid_at(case_ids: Sequence[int]) -> dict[int, datetime]:
    """When the money of these cases was sent."""
    found = Refund.objects.filter(case__in=case_ids, state=RefundState.PAID)
    return dict(found.values_list("case", "state_since"))


def _ended_at(row: Return, paid: dict[int, datetime]) -> datetime | None:
    """The final end of the refund: its payout; without one, the moment from which nobody has a turn any more."""
    if row.case_id in paid:
        return max(paid[row.case_id], row.applied_at)
    return max(row.state_since, row.applied_at) if row.state not in _TURNS else None


def _steps_of(case_ids: Sequence[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    entries = Entry.objects.filter(stream__in=[case_stream(pk) for pk in case_ids], subject__startswith=_MOVES)
    for stream, at, after in entries.order_by("stream", "position").values_list("stream", "at", "after"):
        if "state" in after:
            found[int(stream.removeprefix(CASE_STREAM))].append(Step(str(after["state"]), at))
    return found


def _scanned(case_ids: Iterable[int]) -> dict[int, Scanned]:
    """What carriers told of the first parcel of each case."""
    rows = Parcel.objects.filter(case__in=list(case_ids), direction=Direction.BACK, held_at__isnull=False)
    return {
        row.case_id: Scanned(row.held_at, row.status_at if row.status == ScanStatus.DELIVERED else None)
        for row in rows.order_by("-told_at", "-pk")
    }


def _fact(
    row: Return, ended_at: datetime | None, steps: Sequence[Step], ruling: Ruling | None, is_paid: bool
) -> CaseFact:
    waits = waits_of(steps, _TURNS, asked_at=row.applied_at, ended_at=ended_at) if ended_at else {}
    return CaseFact(
        case=row.case_id,
        merchant=row.merchant_id,
        asked_at=row.applied_at,
        asked_on=timezone.localdate(row.applied_at),
        ended_at=ended_at,
        ended_on=timezone.localdate(ended_at) if ended_at else None,
        is_paid=is_paid,
        seconds=int((ended_at - row.applied_at).total_seconds()) if ended_at else None,
        stepped_in=ruling is not None,
        is_disputed=ruling == Ruling.BUYER,
        handled_seconds=_handled(row, ended_at) if is_paid else None,
        waits=dict(waits),
    )


def _handled(row: Return, ended_at: datetime | None) -> int | None:
    """Seconds since the promise began; 0 when the money had gone out before the goods were here."""
    start = row.inspected_at if PROMISE.start == Start.CHECKED else row.received_at
    return max(int((ended_at - start).total_seconds()), 0) if start and ended_at else None
