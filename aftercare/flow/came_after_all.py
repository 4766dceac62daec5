"""Goods that were paid ahead and did not come with their return: where a later one brings them, the debt falls."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aftercare.billing.commands.came import Coming, owed_on, take_off
from aftercare.billing.models import OverpaidPart
from aftercare.cases.terms import Kind
from aftercare.kernel.actor import Actor
from aftercare.kernel.money import share_of_pieces
from aftercare.orders.models import OrderLine
from aftercare.orders.rules.amounts import worth_of_pieces
from aftercare.returns.commands.gifts import charge_debt
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.freight import brings_goods, freight_choice
from aftercare.returns.rules.amounts import amount_for_accepted
from aftercare.returns.rules.window import SECOND_PARCEL


def lock_debts(returning: Return) -> list[OverpaidPart]:
    """What the buyer owes on this return's goods and their freight, locked before their lines, as who pays does."""
    freight = OrderLine.objects.filter(order=returning.order_id, is_freight=True).values_list("pk", flat=True)
    return owed_on([*(line.order_line_id for line in lines_of(returning)), *freight])


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

    What they give in money now is none of it, nor is what they give in goods: for the same again nothing falls. What
    gifts cost that this return gives no money for is left owed.
    """
    lines = {line.order_line_id: line for line in lines_of(returning)}
    comings = []
    for pk, line in lines.items():
        if not (returning.is_swap and line.new_price_minor is None):
            comings += _comings([part for part in owed if part.grant.line_id == pk], line)
    spare = sum(one.amount_minor for one in comings)
    if spare:
        comings = _less(comings, charge_debt(returning, _accepted(lines), spare, by=by, at=at))
    comings += _freight(returning, owed)
    take_off(comings, returning.case_id, by=by, at=at)
    return sum(one.amount_minor for one in comings)


def _comings(owed: list[OverpaidPart], line: ReturnLine) -> list[Coming]:
    """What this line takes off each part: the share of the pieces that had not come, less what goes back for them now.

    The line's money is for its other pieces first, as far as they are worth it.
    """
    case = line.returning.case_id
    others = _pieces(line) - sum(one.pieces for part in owed for one in part.came.all() if one.case_id == case)
    shares = []
    for part in owed:
        share = _share(part, others)
        if share:
            shares.append(share)
            others -= share.pieces
    money, found = max(0, _money(line) - _worth(line, others)), []
    for share in shares:
        given = min(money, share.amount_minor)
        money -= given
        found.append(replace(share, amount_minor=min(share.part.left_minor, share.amount_minor - given)))
    return [one for one in found if one.amount_minor > 0]


def _money(line: ReturnLine) -> int:
    """What goes back in money for the pieces that came, before anything is taken off by consent."""
    if line.returning.window_rule == SECOND_PARCEL:
        return line.amount_minor
    return amount_for_accepted(approved=line.asked_minor, promised=line.quantity, accepted=_pieces(line))


def _worth(line: ReturnLine, pieces: int) -> int:
    """What the last so many pieces of the order line are worth, so that all together are worth what was paid."""
    of = line.order_line
    return worth_of_pieces(of.paid_minor, of.quantity, of.quantity - pieces, pieces)


def _freight(returning: Return, owed: list[OverpaidPart]) -> list[Coming]:
    """The freight that went ahead with goods which are all here now, where policy or law give it back with goods."""
    parts = [part for part in owed if part.grant.line.is_freight and part.left_minor]
    if not parts or returning.kind != Kind.RETURN_REFUND or not any(map(_pieces, lines_of(returning))):
        return []
    if not brings_goods(returning) or freight_choice(returning) is not True:
        return []
    return [Coming(part, 1, part.left_minor) for part in parts if _is_all_here(part, returning)]


def _is_all_here(part: OverpaidPart, returning: Return) -> bool:
    """Whether as many goods came back as were promised for this part's money; what others lost now counts as here."""
    lost = {line.order_line_id: line.quantity for line in lines_of(returning) if returning.lost_by}
    promised = ReturnLine.objects.filter(returning__case=part.overpaid.refund.case_id, order_line__is_gift=False)
    return all(
        line.order_line.goods_back + lost.get(line.order_line_id, 0) >= line.quantity
        for line in promised.select_related("order_line")
    )


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
