"""Pieces that came and were not accepted: they go to the buyer again, with a stock-out record (RET-62)."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, NotAllowed
from aftercare.moves.commands import locked
from aftercare.org.rights import Right
from aftercare.parcels.commands.telling import Told, tell_parcel
from aftercare.parcels.terms import Direction
from aftercare.returns.commands.parcels import checked_parcel
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.models import Return, ReturnLine, StockRecord
from aftercare.returns.queries.refused import refused_lines
from aftercare.returns.terms import StockKind
from aftercare.rows.whole import whole


class NothingToSend(Conflict):
    """No refused pieces of this return lie here."""

    code = "nothing_to_send"


@whole()
def send_refused(returning: Return, parcel: Parcel, *, by: Actor, at: datetime) -> Return:
    """Send the buyer what was not accepted; a second time there is nothing left to send."""
    reaches = by.serves(returning.merchant_id) and by.works_at(returning.return_address_id)
    if not (by.may(Right.GOODS_RECEIVE) and reaches):
        raise NotAllowed(_("You do not have the right to do this."))
    carrier, number = checked_parcel(parcel.carrier, parcel.tracking_number)
    returning = locked(returning)
    lines = list(refused_lines(returning))
    if not lines:
        raise NothingToSend(_("No refused goods of this return lie here."))
    StockRecord.objects.bulk_create(_record(returning, line, by=by, at=at) for line in lines)
    ReturnLine.objects.filter(pk__in=[line.pk for line in lines]).update(refused_sent_at=at)
    tell_parcel(returning.case, Told(carrier, number, Direction.OUT, freight_by_us=True), by=by, at=at)
    after = {"carrier": carrier, "tracking_number": number, "lines": [[line.sku, _refused(line)] for line in lines]}
    record(Fact("returns.return.send_refused", returning.label, by, at, stream=returning.stream, after=after))
    return returning


def _record(returning: Return, line: ReturnLine, *, by: Actor, at: datetime) -> StockRecord:
    return StockRecord(
        kind=StockKind.REFUSED_OUT,
        returning=returning,
        line=line,
        case_number=returning.number,
        merchant_id=returning.merchant_id,
        sku=line.sku,
        name=line.name,
        quantity=_refused(line),
        at=at,
        operator=by.key,
        operator_name=by.name,
    )


def _refused(line: ReturnLine) -> int:
    return (line.counted or 0) - (line.accepted or 0)
