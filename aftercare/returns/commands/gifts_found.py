"""Gifts that lie in a parcel though nobody asked them back: they are counted with it, so that they cost nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.orders.commands.account import ask_all_back, grant, lock_lines
from aftercare.orders.models import OrderLine
from aftercare.returns.commands.docking import BadCount
from aftercare.returns.commands.granting import grants_of, purpose_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.gifts import gifts_expected, lines_with_gifts
from aftercare.returns.terms import Counted, Grade
from aftercare.rows.commands import add, new_id


@dataclass(frozen=True)
class GiftFound:
    """So many pieces of a gift, by its order line, as the dock counts any goods."""

    order_line_id: int
    counted: int
    accepted: int
    damaged: int
    grade: Grade


def take_gifts_in(returning: Return, found: Sequence[GiftFound], *, by: Actor, at: datetime) -> list[Counted]:
    """Add what was found to a locked return, as if it had been asked back, and hand its counts on to the count."""
    found = [one for one in found if one.counted]
    if not found:
        return []
    accounts = lock_lines(lines_with_gifts(returning, lines_of(returning)))
    expected = gifts_expected(returning)
    if any(one.order_line_id not in expected for one in found):
        raise BadCount(_("This gift is not expected with this return."), field="counted")
    lines = {one.order_line_id: _line(returning, accounts[one.order_line_id], one, expected) for one in found}
    ask_all_back({pk: accounts[pk] for pk in lines}, {pk: line.quantity for pk, line in lines.items()})
    add(*lines.values())
    if grants_of(returning):
        for line in lines.values():
            grant(line.order_line, purpose_of(returning), 0, by=by, at=at)
    after = {"lines": [[line.sku, line.quantity] for line in lines.values()]}
    record(Fact("returns.return.gifts_found", returning.label, by, at, stream=returning.stream, after=after))
    return [Counted(lines[one.order_line_id].pk, one.counted, one.accepted, one.damaged, one.grade) for one in found]


def _line(returning: Return, account: OrderLine, found: GiftFound, expected: dict[int, int]) -> ReturnLine:
    return ReturnLine(
        pk=new_id(ReturnLine),
        returning=returning,
        order_line=account,
        sku=account.sku,
        name=account.name,
        unit_price_minor=account.unit_price_minor,
        quantity=min(found.counted, expected[account.pk]),
        asked_minor=0,
        amount_minor=0,
    )
