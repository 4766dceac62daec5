"""The gifts of an order, and whether they are due with what goes back of it."""

from collections.abc import Mapping

from aftercare.orders.models import OrderLine
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.rules.gifts import Gift
from aftercare.rows.asking import Prepared


def gifts_due(order_id: int, asked: Mapping[int, int] | None = None) -> list[Gift]:
    """The gifts that go back with the goods: all of them once no goods of the order are left with the buyer, else none.

    `asked` are pieces by order line that would be asked back besides those that are already.
    """
    lines, more = _LINES(order_id), asked or {}
    left = {line.pk: line.goods_out - line.goods_asked - more.get(line.pk, 0) for line in lines}
    if not any(line.is_gift for line in lines) or any(left[line.pk] > 0 for line in lines if not line.is_gift):
        return []
    return [
        Gift(line.sku, line.name, max(left[line.pk], 0), line.unit_price_minor, line.goods_out)
        for line in lines
        if line.is_gift and line.goods_out
    ]


def gifts_are_due(returning: Return) -> bool:
    """Whether the law that decided wants the gifts back."""
    return any(one["about"] == "gift" for one in returning.decided.get("findings", ()))


def gift_shortage(lines: list[ReturnLine]) -> int:
    """The marked price of gifts that were to come with a return and did not, once all of its goods were taken back."""
    goods = [line for line in lines if not line.order_line.is_gift]
    if not goods or any((line.accepted or 0) < line.quantity for line in goods):
        return 0
    gifts = [line for line in lines if line.order_line.is_gift]
    return sum((line.quantity - (line.accepted or 0)) * line.unit_price_minor for line in gifts)


_LINES = Prepared[OrderLine](lambda order: OrderLine.objects.filter(order=order, is_freight=False).order_by("position"))
