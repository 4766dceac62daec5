"""The gifts of an order, and whether they are due with what goes back of it for money.

Goods that were exchanged count as goods that stay, since the buyer has others for them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from aftercare.cases.terms import Kind
from aftercare.orders.models import OrderLine
from aftercare.returns.models import Deduction, Return, ReturnLine
from aftercare.returns.rules.gifts import Gift, Staying, Stays, short_of
from aftercare.returns.terms import GIFTS_RULE, INSTEAD_REFUND, Answer, State
from aftercare.rows.asking import Prepared

_CAME = (State.INSPECTED, State.REVIEW_AGAIN, State.REFUNDING, State.COMPLETED)
"""States in which accepted goods are here to stay."""
_ENDED = (State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED)
_FOR_MONEY = Q(returning__kind=Kind.RETURN_REFUND) | Q(returning__instead=INSTEAD_REFUND)


def gifts_due(order_id: int, asked: Mapping[int, int] | None = None) -> list[Gift]:
    """The gifts that would go back with the goods: all of them once no goods of the order would be left with the
    buyer, else none.

    `asked` are pieces by order line that would be asked back besides those that are already.
    """
    lines, more = _LINES(order_id), asked or {}
    if not any(line.is_gift for line in lines):
        return []
    swapped = _swapped(order_id)
    left = {line.pk: line.goods_out - line.goods_asked + swapped[line.pk] - more.get(line.pk, 0) for line in lines}
    if any(left[line.pk] > 0 for line in lines if not line.is_gift):
        return []
    return [
        Gift(line.sku, line.name, max(left[line.pk], 0), line.unit_price_minor, line.goods_out)
        for line in lines
        if line.is_gift and line.goods_out
    ]


def gifts_are_due(returning: Return) -> bool:
    """Whether the law that decided wants the gifts back once no goods are left; never of what was settled elsewhere."""
    return bool(returning.decided.get("gifts_back")) and not returning.shop_reference


def goods_and_gifts(order_id: int) -> list[int]:
    """The lines of an order that are things, not freight, when gifts are among them; else none."""
    lines = _LINES(order_id)
    return [line.pk for line in lines] if any(line.is_gift for line in lines) else []


def lines_with_gifts(returning: Return, lines: Iterable[ReturnLine]) -> list[int]:
    """The order lines that a count looks at: its own, and all of the order where gifts may be due."""
    own = [line.order_line_id for line in lines]
    return [*{*own, *goods_and_gifts(returning.order_id)}] if gifts_are_due(returning) else own


def staying_without(returning: Return) -> Staying:
    """What stays with the buyer of the return's order if nothing comes with this return.

    Gifts that he sends with another return are none of them.
    """
    lines = [line for line in _LINES(returning.order_id) if line.goods_out]
    if not gifts_are_due(returning) or not any(line.is_gift for line in lines):
        return Staying()
    came, coming = _came(returning), _coming(returning)
    here = {line.pk: came[line.pk] + (coming[line.pk] if line.is_gift else 0) for line in lines}
    return Staying(
        [Stays(one.pk, one.goods_out - here[one.pk], one.is_gift, one.unit_price_minor) for one in lines],
        _taken(Q(returning__order=returning.order_id) & ~Q(returning__state__in=_ENDED)),
    )


def gifts_short(returning: Return, accepted: Mapping[int, int]) -> int:
    """What is due for gifts if so many pieces are accepted, by return line, in minor units."""
    staying = staying_without(returning)
    rows = ReturnLine.objects.filter(returning=returning).values_list("pk", "order_line_id")
    return short_of(staying, {of: accepted.get(pk, 0) for pk, of in rows}) if staying.lines else 0


def taken_for_gifts(returning: Return) -> int:
    """What was taken off this return for gifts that stay, in minor units."""
    return _taken(Q(returning=returning))


def _taken(which: Q) -> int:
    found = Deduction.objects.filter(which, answer=Answer.DUE, rule=GIFTS_RULE)
    return found.aggregate(total=Sum("amount_minor"))["total"] or 0


def _came(returning: Return) -> Counter[int]:
    """Pieces that other returns have brought back for money, by order line."""
    rows = _lines_of_others(returning).filter(_FOR_MONEY, returning__state__in=_CAME)
    return _summed(rows.values_list("order_line", "accepted"))


def _coming(returning: Return) -> Counter[int]:
    """Pieces that other returns are to bring, by order line."""
    rows = _lines_of_others(returning).exclude(returning__state__in=(*_CAME, *_ENDED))
    return _summed(rows.values_list("order_line", "quantity"))


def _swapped(order_id: int) -> Counter[int]:
    """Pieces for which the buyer has, or gets, other goods."""
    rows = ReturnLine.objects.filter(returning__order=order_id, returning__kind=Kind.EXCHANGE, returning__instead="")
    rows = rows.exclude(returning__state__in=_ENDED)
    return _summed(rows.values_list("order_line", Coalesce("accepted", "quantity")))


def _lines_of_others(returning: Return) -> QuerySet[ReturnLine]:
    return ReturnLine.objects.filter(returning__order=returning.order_id).exclude(returning=returning)


def _summed(rows: Iterable[tuple[int, int | None]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for line, pieces in rows:
        found[line] += pieces or 0
    return found


_LINES = Prepared[OrderLine](lambda order: OrderLine.objects.filter(order=order, is_freight=False).order_by("position"))
