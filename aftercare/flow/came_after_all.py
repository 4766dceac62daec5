"""Goods that were paid ahead and did not come with their return: where a later one brings them, the debt falls."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aftercare.billing.commands.came import Coming, owed_on, take_off
from aftercare.billing.models import OverpaidPart
from aftercare.kernel.actor import Actor
from aftercare.kernel.money import share_of_pieces
from aftercare.returns.commands.gifts import charge_debt
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.amounts import amount_for_accepted
from aftercare.returns.rules.window import SECOND_PARCEL


def lock_debts(returning: Return) -> list[OverpaidPart]:
    """What the buyer owes on the goods of this return, locked before their lines, as who pays it back does."""
    return owed_on([line.order_line_id for line in lines_of(returning)])


def paid_ahead_for(first: Return, missing: Mapping[int, int]) -> dict[int, int]:
    """What the buyer has of this return's money for pieces that did not come, by order line in minor units."""
    found: dict[int, int] = {}
    for part in owed_on(list(missing)):
        share = _share(part, missing[part.grant.line_id])
        if share and part.overpaid.refund.case_id == first.case_id:
            found[part.grant.line_id] = min(part.left_minor, share.amount_minor)
    return found


def take_debts_off(returning: Return, owed: list[OverpaidPart], *, by: Actor, at: datetime) -> int:
    """Pieces that were accepted, and for which the buyer has his money already, take off what he owes for them.

    What they give in money now is none of it. What gifts cost that this return gives no money for is left owed.
    """
    lines = {line.order_line_id: line for line in lines_of(returning)}
    left = {line.order_line_id: _pieces(line) for line in lines.values()}
    comings = []
    for part in owed:
        coming = _coming(part, lines[part.grant.line_id], left[part.grant.line_id])
        if coming:
            comings.append(coming)
            left[part.grant.line_id] -= coming.pieces
    spare = sum(one.amount_minor for one in comings)
    if spare:
        comings = _less(comings, charge_debt(returning, _accepted(lines), spare, by=by, at=at))
    take_off(comings, returning.case_id, by=by, at=at)
    return sum(one.amount_minor for one in comings)


def _coming(part: OverpaidPart, line: ReturnLine, came: int) -> Coming | None:
    """What this line takes off a part: the share of the pieces that had not come, less what goes back for them now."""
    share = _share(part, came)
    if share is None:
        return None
    money = amount_for_accepted(approved=line.asked_minor, promised=line.quantity, accepted=share.pieces)
    if line.returning.window_rule == SECOND_PARCEL:
        money = line.amount_minor
    worth = min(part.left_minor, share.amount_minor - money)
    return replace(share, amount_minor=worth) if worth > 0 else None


def _share(part: OverpaidPart, came: int) -> Coming | None:
    """What was paid for these pieces of those that did not come with their own return."""
    case, of = part.overpaid.refund.case_id, part.grant.line_id
    first = ReturnLine.objects.filter(returning__case=case, order_line=of).first()
    missing = first.quantity - (first.accepted or 0) if first else 0
    before = sum(one.pieces for one in part.came.all())
    pieces = min(came, missing - before)
    return Coming(part, pieces, share_of_pieces(part.amount_minor, missing, before, pieces)) if pieces > 0 else None


def _less(comings: list[Coming], minor: int) -> list[Coming]:
    """The same, with so much of it left owed."""
    kept = []
    for one in comings:
        part = min(minor, one.amount_minor)
        minor -= part
        if part < one.amount_minor:
            kept.append(Coming(one.part, one.pieces, one.amount_minor - part))
    return kept


def _accepted(lines: Mapping[int, ReturnLine]) -> dict[int, int]:
    return {line.pk: _pieces(line) for line in lines.values()}


def _pieces(line: ReturnLine) -> int:
    """Those accepted; of a parcel that others lost, all that was in it."""
    return line.quantity if line.accepted is None else line.accepted
