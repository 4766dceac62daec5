"""A parcel that nobody expects any more: who lost it, and what is owed for it once the buyer has his money."""

from datetime import datetime

from aftercare.billing.commands.overpaid import Owing, note_overpaid
from aftercare.billing.models import Refund
from aftercare.billing.terms import Debtor, OverpaidCause
from aftercare.kernel.actor import Actor
from aftercare.parcels.queries.seen import handed_in
from aftercare.parcels.queries.tracking import parcel_on_its_way
from aftercare.parcels.terms import ScanStatus
from aftercare.returns.commands.granting import grants_of
from aftercare.returns.models import Return


def lost_by(case_id: int) -> Owing:
    """Who owes for a lost parcel: the carrier who had it; we, once he or the buyer handed it over to us, be it at a
    service point; else who never sent it.
    """
    parcel = parcel_on_its_way(case_id)
    if parcel is None or parcel.held_at is None:
        is_ours = handed_in(case_id).exists()
        return Owing(OverpaidCause.LOST, Debtor.COMPANY) if is_ours else Owing(OverpaidCause.LOST)
    if parcel.status == ScanStatus.DELIVERED:
        return Owing(OverpaidCause.LOST, Debtor.COMPANY)
    return Owing(OverpaidCause.LOST, Debtor.CARRIER, parcel.carrier_name)


def owe_made_good(returning: Return, refund: Refund, *, by: Actor, at: datetime) -> None:
    """The buyer has the money for goods that others lost: they owe it."""
    if not returning.lost_by:
        return
    owing = Owing(OverpaidCause.LOST, Debtor(returning.lost_by), returning.lost_by_name)
    owe_paid(returning, refund, owing, by=by, at=at)


def owe_paid(returning: Return, refund: Refund, owing: Owing, *, by: Actor, at: datetime) -> None:
    """Write down that everything that was paid for a return is owed."""
    paid = {given.pk: given.paid_out_minor for given in grants_of(returning).values()}
    note_overpaid(refund, {pk: minor for pk, minor in paid.items() if minor}, owing, by=by, at=at)
