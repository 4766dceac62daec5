"""The freight of the delivery, as far as it goes back with the goods [RET-35, 36]."""

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.orders.commands.account import AboveCeiling, lock_lines
from aftercare.orders.models import Order, OrderLine
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.freight import brings_goods, freight_choice, freight_left, freight_with_whole_order


class ShippedMeanwhile(Conflict):
    """The goods left while the request to call them off was waiting."""

    code = "shipped_meanwhile"


class FreightLocked(DomainError):
    """Policy or law leave the reviewer no choice about the freight."""

    code = "freight_locked"


def decided_freight(returning: Return, told: int | None) -> tuple[int, int]:
    """The freight that goes back by a first review, and what would unless the buyer agrees to less, in minor units.

    `told` is what the reviewer said, None when he left it to the rules.
    """
    if returning.kind == Kind.EXCHANGE:
        return 0, 0
    if returning.kind == Kind.REFUND_ONLY:
        return _before_shipping(returning, told)
    if returning.kind == Kind.RETURN_REFUND and not brings_goods(returning):
        return _without_goods(told), 0
    choice = freight_choice(returning) if returning.kind == Kind.RETURN_REFUND else None
    if choice is False and told:
        raise AboveCeiling(_("This merchant does not give the freight back."), field="freight")
    if choice is not True:
        return told or 0, 0
    whole = _locked_freight(returning)
    if told not in (None, whole):
        raise FreightLocked(_("The freight goes back whole; the reviewer has no choice about it."), field="freight")
    return whole, whole


def freight_again(returning: Return, told: int | None) -> int:
    """The freight of a second review: as promised unless told, and never more."""
    promised = returning.freight_minor
    freight = promised if told is None else told
    if not 0 <= freight <= promised:
        raise AboveCeiling(_("Freight must be between 0 and what was promised."), field="freight")
    if freight < promised and returning.kind == Kind.RETURN_REFUND and freight_choice(returning) is True:
        raise FreightLocked(_("The freight goes back whole; the reviewer has no choice about it."), field="freight")
    return freight


def _without_goods(told: int | None) -> int:
    if told:
        raise AboveCeiling(_("Only gifts come back. The freight goes back with goods."), field="freight")
    return 0


def _locked_freight(returning: Return) -> int:
    """What is left of the freight, once nobody else can promise it; locked with the goods, in the order of all."""
    freight = OrderLine.objects.filter(order=returning.order_id, is_freight=True).values_list("pk", flat=True)
    lock_lines([*(line.order_line_id for line in lines_of(returning)), *freight])
    return freight_left(returning)


def _before_shipping(returning: Return, told: int | None) -> tuple[int, int]:
    """The goods must still be here. The freight goes back with the whole order, and else not."""
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=returning.order_id)
    if order.shipped_at:
        raise ShippedMeanwhile(_("The order has been shipped meanwhile. Reject this; the buyer can send it back."))
    most = freight_with_whole_order(returning)
    freight = most if told is None else told
    if not 0 <= freight <= most:
        raise AboveCeiling(_("Freight goes back only when the whole order is called off."), field="freight")
    return freight, most
