"""Passing money on to settlement: what operations promised becomes a refund that finance looks at."""

from datetime import datetime

from aftercare.billing.commands.refunds import Asking, ask_refund
from aftercare.billing.models import Refund
from aftercare.billing.terms import DueLine
from aftercare.cases.commands.turns import hand_over
from aftercare.cases.terms import Outcome
from aftercare.kernel.actor import Actor
from aftercare.orders.commands.replacing import repay_payment
from aftercare.orders.models import Grant
from aftercare.returns.commands.granting import gift_grants_of, grants_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import WITHOUT_GOODS


def pass_to_settlement(returning: Return, outcome: Outcome, *, by: Actor, at: datetime) -> Refund:
    """Ask finance for what is due, and hand the case over."""
    due = [*due_of(returning), *_repayments(returning)]
    refund = ask_refund(returning.case, _asking(returning, at), due, by=by, at=at)
    hand_over(returning.case, outcome, by=by, at=at)
    return refund


def ask_difference(returning: Return, *, by: Actor, at: datetime) -> Refund | None:
    """Ask finance for the money that goes back beside the goods of an exchange, if any; the case stays where it is."""
    grants = grants_of(returning)
    due = [
        DueLine(
            grant_id=grants[line.order_line_id].pk,
            sku=line.sku,
            name=line.name,
            quantity=line.accepted or line.quantity,
            unit_price_minor=line.unit_price_minor,
            amount_minor=grants[line.order_line_id].amount_minor,
        )
        for line in lines_of(returning)
        if line.order_line_id in grants and grants[line.order_line_id].amount_minor
    ]
    due += _repayments(returning)
    return ask_refund(returning.case, _asking(returning, at), due, by=by, at=at) if due else None


def repay_surcharge(returning: Return, amount_minor: int, *, by: Actor, at: datetime) -> None:
    """Promise back what the buyer has paid on top for goods that he does not get."""
    name = f"{returning.number} +"
    repay_payment(returning.order, _repay_purpose(returning), name, amount_minor, by=by, at=at)


def _asking(returning: Return, at: datetime) -> Asking:
    return Asking(
        order_number=returning.order_number,
        applied_at=returning.applied_at,
        operations_reviewed_at=returning.reviewed_at or at,
        currency=returning.currency,
    )


def _repay_purpose(returning: Return) -> str:
    return f"surcharge:{returning.pk}"


def _repayments(returning: Return) -> list[DueLine]:
    given = Grant.objects.filter(purpose=_repay_purpose(returning)).select_related("line")
    return [DueLine(g.pk, "", g.line.name, 1, g.amount_minor, g.amount_minor) for g in given]


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
    return [line for line in due if line.quantity] + freight + _for_gifts(returning)


def _for_gifts(returning: Return) -> list[DueLine]:
    """What goes back for gifts that came after their price had been taken; it stands under the gifts' own names."""
    names = ", ".join(line.name for line in lines_of(returning) if line.order_line.is_gift)[:200]
    return [
        DueLine(given.pk, "", names, 1, given.amount_minor, given.amount_minor)
        for given in gift_grants_of(returning)
        if given.amount_minor
    ]


def _pieces(returning: Return, line: ReturnLine) -> int:
    """The pieces that are paid for: those asked for when nothing comes back or came yet, else those accepted."""
    if returning.kind in WITHOUT_GOODS or line.accepted is None:
        return line.quantity
    return line.accepted
