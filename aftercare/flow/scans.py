"""What carriers tell: scans are kept, and the returns that they are about follow."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.flow.early_refund import refund_when
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.rights import Right
from aftercare.parcels.carriers.contract import Unreadable
from aftercare.parcels.carriers.registry import SLICES
from aftercare.parcels.commands.pickups import note_fetched
from aftercare.parcels.commands.scans import Kept, close_file, digest, keep_scans, open_file, say_whose
from aftercare.parcels.commands.telling import Told, tell_parcel
from aftercare.parcels.models import Carrier, Parcel, Scan, ScanFile
from aftercare.parcels.queries.labels import labels_with
from aftercare.parcels.queries.tracking import cases_of_numbers
from aftercare.parcels.terms import Direction, Event
from aftercare.returns.commands.sending import carried_off, lock_returns_of
from aftercare.returns.models import Return
from aftercare.returns.terms import RefundTrigger
from aftercare.rows.whole import whole

CARRIER = Actor(ActorKind.SYSTEM, 23, "Carrier scans", frozenset({Right.RETURNS_SHIP, Right.SCANS_RECORD}))
"""Who moves a return because a carrier scanned its parcel."""


class BadScanFile(DomainError):
    """The file cannot be read at all; nothing of it was taken in."""

    code = "bad_scan_file"


@whole()
def take_scans(carrier: Carrier, events: Sequence[Event], *, by: Actor, at: datetime) -> Kept:
    """Keep the scans, and move on the returns whose parcels the carrier has now.

    The returns are locked before their parcels, as everywhere, so that nobody waits in a circle.
    """
    numbers = {event.tracking_number for event in events}
    labels = labels_with(carrier, numbers)
    returns = lock_returns_of({*cases_of_numbers(carrier, numbers), *(label.case_id for label in labels)})
    for label in labels:
        tell_parcel(label.case, Told(carrier.name, label.tracking_number, freight_by_us=True), by=by, at=at)
    kept = keep_scans(carrier, events, by=by, at=at)
    for parcel in kept.parcels:
        _follow(parcel, returns.get(parcel.case_id), at=at)
    return kept


@whole()
def take_file(carrier: Carrier, content: bytes, name: str, *, by: Actor, at: datetime) -> tuple[ScanFile, bool]:
    """Take a scan file in: good lines count, dirty ones are told by number. The same file changes nothing again."""
    slice_ = SLICES[carrier.kind]
    if slice_.read is None or slice_.is_posted:
        raise BadScanFile(_("This carrier's scans do not come as files."), field="carrier")
    file = open_file(carrier, content, name, by=by, at=at)
    if file is None:
        return ScanFile.objects.get(carrier=carrier, sha256=digest(content)), False
    try:
        reading = slice_.read(content)
    except Unreadable as bad:
        raise BadScanFile(bad.sentence, field="file", **bad.facts) from bad
    kept = take_scans(carrier, reading.events, by=by, at=at)
    return close_file(file, kept, reading.rejects, by=by, at=at), True


@whole()
def match_scan(scan: Scan, case: Case, *, by: Actor, at: datetime) -> Parcel:
    """The number that nobody knew belongs to this case: its scans count from now on, and the return follows them."""
    if not (by.may(Right.SCANS_RECORD) and by.serves(case.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    returns = lock_returns_of([case.pk])
    say_whose(scan, case.merchant_id)
    parcel = tell_parcel(case, Told(scan.carrier.name, scan.tracking_number, Direction.BACK), by=by, at=at)
    _follow(parcel, returns.get(case.pk), at=at)
    return parcel


def _follow(parcel: Parcel, returning: Return | None, *, at: datetime) -> None:
    """A parcel that the carrier has is on its way, said or not; where policy allows, its money is, too [RET-11]."""
    if returning is None or parcel.direction != Direction.BACK or parcel.held_at is None:
        return
    note_fetched(parcel.case_id, by=CARRIER, at=at)
    returning = carried_off(
        returning, parcel.carrier_name, parcel.tracking_number, since=parcel.held_at, by=CARRIER, at=at
    )
    refund_when(returning, RefundTrigger.PICKUP_SCAN, by=CARRIER, at=at)
