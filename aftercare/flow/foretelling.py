"""What a return would cost its buyer, by the rules by which the request itself is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.kernel.actor import Actor
from aftercare.orders.commands.account import TooManyPieces
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application, NothingWanted, check_application
from aftercare.returns.commands.deciding import Request, decide_request
from aftercare.returns.commands.doubling import check_not_doubled
from aftercare.returns.commands.swapping import write_replacement
from aftercare.returns.models import ReturnLine
from aftercare.returns.queries.fees import foreseen_fee, foreseen_gifts
from aftercare.returns.queries.offering import Offer, OfferedLine, offers_of, worth_of, worths_of
from aftercare.returns.rules.asked import Finding
from aftercare.returns.rules.charging import CHARGED
from aftercare.returns.terms import Wanted
from aftercare.rows.whole import whole


@dataclass(frozen=True)
class Cost:
    """What would be asked back and the fee that may be taken with the buyer's consent, in minor units, and why."""

    currency: str
    asked_minor: int
    fee_minor: int
    findings: Sequence[Finding]


@whole()
def cost_of(order: Order, application: Application, *, kind: str, despite: str = "", by: Actor, at: datetime) -> Cost:
    """The cost of asking for this now; what the request would be refused for is refused here, too.

    `despite` is the word without which a case about the same would stop the request. A consent to the fee is not looked
    at: which fee it has to name is what is asked here.
    """
    window = check_application(order, application, kind=kind, by=by, at=at)
    (offer,) = offers_of([order], at=at)
    pieces = _pieces(application.wanted, offer.lines)
    check_not_doubled(order, pieces, application.reason.pk, despite, of_all_orders=False, at=at)
    asked = Request(
        kind, order, _lines(application.wanted, offer, swaps=kind == Kind.EXCHANGE), application.reason, window
    )
    lets_in = bool(application.window_override.strip()) and by.may(Right.RETURNS_WINDOW_OVERRIDE)
    decide_request(asked, lets_in=lets_in, by=by, at=at)
    worths, reason = worths_of(offer.lines, pieces), application.reason
    is_return = kind == Kind.RETURN_REFUND
    fee = foreseen_fee(order, worths, pieces, reason, at=at) if is_return else None
    gifts = foreseen_gifts(order, worths, pieces, reason, at=at) if is_return else []
    fee_minor = int(fee.facts["minor"]) if fee and fee.answer == CHARGED else 0
    return Cost(order.currency, sum(worths.values()), fee_minor, [*([fee] if fee else []), *gifts])


def _lines(wanted: Sequence[Wanted], offer: Offer, *, swaps: bool) -> list[ReturnLine]:
    """The lines that the request would have; they are not kept."""
    goods, made = {one.line.pk: one.line for one in offer.lines}, []
    for want in wanted:
        account, worth = goods[want.line_id], worth_of(offer.lines, {want.line_id: want.quantity})
        line = ReturnLine(
            order_line=account,
            sku=account.sku,
            name=account.name,
            unit_price_minor=account.unit_price_minor,
            quantity=want.quantity,
            asked_minor=worth,
            amount_minor=worth,
        )
        if swaps:
            write_replacement(line, want.new)
        made.append(line)
    return made


def _pieces(wanted: Sequence[Wanted], offered: Sequence[OfferedLine]) -> dict[int, int]:
    """Pieces by order line; refused where one is named twice, or where fewer are left."""
    pieces = {want.line_id: want.quantity for want in wanted}
    if len(pieces) != len(wanted):
        raise NothingWanted(_("Name each line once."), field="lines")
    goods = {one.line.pk: one for one in offered}
    if not pieces.keys() <= goods.keys():
        raise NothingWanted(_("One of the lines is not part of this order."), field="lines")
    for pk, count in pieces.items():
        left, name = goods[pk].left, goods[pk].line.name
        if count > left:
            sentence = _("Only %(left)d of “%(name)s” can still be returned, not %(pieces)d.")
            raise TooManyPieces(sentence, field="lines", left=left, name=name, pieces=count)
    return pieces
