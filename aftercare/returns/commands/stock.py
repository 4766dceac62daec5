"""What the stock is told: goods of a return that came in, or went out to the buyer again."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return, ReturnLine, StockRecord
from aftercare.returns.terms import StockKind


def write_stock(kind: StockKind, returning: Return, lines: Sequence[ReturnLine], *, by: Actor, at: datetime) -> None:
    """Write down the accepted pieces of each line, those for the shelf and those for scrap apart."""
    StockRecord.objects.bulk_create(
        _record(kind, returning, line, quantity, is_scrap, by=by, at=at)
        for line in lines
        for quantity, is_scrap in (((line.accepted or 0) - (line.damaged or 0), False), (line.damaged or 0, True))
        if quantity > 0
    )


def _record(
    kind: StockKind, returning: Return, line: ReturnLine, quantity: int, is_scrap: bool, *, by: Actor, at: datetime
) -> StockRecord:
    return StockRecord(
        kind=kind,
        returning=returning,
        line=line,
        case_number=returning.number,
        merchant_id=returning.merchant_id,
        sku=line.sku,
        name=line.name,
        quantity=quantity,
        is_scrap=is_scrap,
        at=at,
        operator=by.key,
        operator_name=by.name,
    )
