"""Passing a case on to settlement: what operations promised becomes a refund that finance looks at."""

from datetime import datetime

from aftercare.billing.commands.refunds import Asking, ask_refund
from aftercare.billing.models import Refund
from aftercare.billing.terms import DueLine
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Outcome
from aftercare.kernel.actor import Actor
from aftercare.returns.commands.reviewing import grants_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import WITHOUT_GOODS


def pass_to_settlement(returning: Return, outcome: Outcome, *, by: Actor, at: datetime) -> Refund:
    """Ask finance for what is due, and hand the case over."""
    asking = Asking(
        order_number=returning.order_number,
        applied_at=returning.applied_at,
        operations_reviewed_at=returning.reviewed_at or at,
        currency=returning.currency,
    )
    refund = ask_refund(returning.case, asking, due_of(returning), by=by, at=at)
    hand_over(returning.case, outcome, by=by, at=at)
    return refund


def due_of(returning: Return) -> list[DueLine]:
    """What the return promises, as finance reads it: for accepted pieces, or for those asked for before any came."""
    grants = grants_of(returning)
    due = [
        DueLine(
            grant_id=grants.pop(line.order_line_id).pk,
            sku=line.sku,
            name=line.name,
            quantity=_pieces(returning, line),
            unit_price_minor=line.unit_price_minor,
            amount_minor=line.amount_minor,
        )
        for line in lines_of(returning)
    ]
    freight = [
        DueLine(given.pk, "", "", 1, given.amount_minor, given.amount_minor, is_freight=True)
        for given in grants.values()
        if given.amount_minor
    ]
    return [line for line in due if line.quantity] + freight


def _pieces(returning: Return, line: ReturnLine) -> int:
    """The pieces that are paid for: those asked for when nothing comes back or came yet, else those accepted."""
    if returning.kind in WITHOUT_GOODS or line.accepted is None:
        return line.quantity
    return line.accepted
