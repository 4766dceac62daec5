"""The gifts of an order, and whether they are due with what goes back of it for money.

Goods that were exchanged count as goods that stay, since the buyer has others for them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from aftercare.cases.terms import Kind
from aftercare.orders.models import OrderLine
from aftercare.returns.models import Deduction, Return, ReturnLine
from aftercare.returns.rules.gifts import Charge, Gift, Staying, Stays, charge_for, short_of
from aftercare.returns.terms import GIFTS_RULE, INSTEAD_REFUND, NO_GOODS_GONE, Answer, State
from aftercare.rows.asking import Prepared

_CAME = (State.INSPECTED, State.REVIEW_AGAIN, State.REFUNDING, State.COMPLETED)
"""States in which accepted goods are here to stay."""
_FOR_MONEY = Q(returning__kind=Kind.RETURN_REFUND) | Q(returning__instead=INSTEAD_REFUND)


def gifts_due(order_id: int, asked: Mapping[int, int] | None = None) -> list[Gift]:
    """The gifts that would go back with the goods: all of them once no goods of the order would be left with the
    buyer, else none; nor where some of these came for a reason for which gifts stay.

    `asked` are pieces by order line that would be asked back besides those that are already.
    """
    lines, more = _LINES(order_id), asked or {}
    if not any(line.is_gift for line in lines):
        return []
    left = _left_with_buyer(order_id, more)
    if any(left[line.pk] > 0 for line in lines if not line.is_gift) or _is_free(_goods_back(order_id)):
        return []
    return [
        Gift(line.sku, line.name, max(left[line.pk], 0), line.unit_price_minor, line.goods_out)
        for line in lines
        if line.is_gift and line.goods_out
    ]


def gifts_expected(returning: Return) -> dict[int, int]:
    """Gifts that may lie in the parcel though nobody asked them back, in pieces by order line: those that are due once
    its goods are counted, since no others stay. None of them where the gifts cost the buyer nothing.
    """
    if not gifts_are_due(returning) or returning.is_swap:
        return {}
    if _is_free(_goods_back(returning.order_id).exclude(returning=returning)):
        return {}
    own = set(ReturnLine.objects.filter(returning=returning).values_list("order_line", flat=True))
    left = _left_with_buyer(returning.order_id, {})
    if any(left[line.pk] > 0 for line in _LINES(returning.order_id) if not line.is_gift):
        return {}
    gifts = [line.pk for line in _LINES(returning.order_id) if line.is_gift and line.pk not in own]
    return {pk: left[pk] for pk in gifts if left[pk] > 0}


def gifts_are_due(returning: Return) -> bool:
    """Whether the law that decided wants the gifts back once no goods are left; never of what was settled elsewhere."""
    return bool(returning.decided.get("gifts_back")) and not returning.shop_reference


def goods_and_gifts(order_id: int) -> list[int]:
    """The lines of an order that are things, not freight, when gifts are among them; else none."""
    lines = _LINES(order_id)
    return [line.pk for line in lines] if any(line.is_gift for line in lines) else []


def lines_with_gifts(returning: Return, lines: Iterable[ReturnLine]) -> list[int]:
    """The order lines that a count looks at: its own, and all of the order where gifts may be due, or come back."""
    rows = list(lines)
    own = [line.order_line_id for line in rows]
    is_about_gifts = gifts_are_due(returning) or any(line.order_line.is_gift for line in rows)
    return [*{*own, *goods_and_gifts(returning.order_id)}] if is_about_gifts else own


def staying_without(returning: Return) -> Staying:
    """What stays with the buyer of the return's order if nothing comes with this return.

    Gifts that he sends with another return are none of them. Nothing is due for gifts, whichever return is counted
    last, once goods of the order came for a reason for which they stay: a fault, say.
    """
    lines = [line for line in _LINES(returning.order_id) if line.goods_out]
    if not gifts_are_due(returning) or not any(line.is_gift for line in lines):
        return Staying()
    if _is_free(_goods_back(returning.order_id).exclude(returning=returning)):
        return Staying()
    came, coming = _came(returning), _coming(returning)
    here = {line.pk: came[line.pk] + (coming[line.pk] if line.is_gift else 0) for line in lines}
    return Staying(
        [Stays(one.pk, one.goods_out - here[one.pk], one.is_gift, one.unit_price_minor) for one in lines],
        _taken(Q(returning__order=returning.order_id) & ~Q(returning__state__in=NO_GOODS_GONE)),
    )


def gifts_short(returning: Return, accepted: Mapping[int, int]) -> int:
    """What is due for gifts if so many pieces are accepted, by return line, in minor units."""
    staying = staying_without(returning)
    rows = ReturnLine.objects.filter(returning=returning).values_list("pk", "order_line_id")
    return short_of(staying, {of: accepted.get(pk, 0) for pk, of in rows}) if staying.lines else 0


def charge_of(returning: Return, lines: Iterable[ReturnLine], accepted: Mapping[int, int], *, most: int) -> Charge:
    """The same as it is taken: with its pieces, and never more than `most`, which is what goes back for the goods."""
    staying = staying_without(returning)
    pieces = {line.order_line_id: accepted[line.pk] for line in lines}
    return charge_for(staying, pieces, most=most) if staying.lines else Charge()


def charges_of_order(order_id: int) -> list[Deduction]:
    """What was taken for gifts of an order and has not gone back, first first; requests that ended took nothing."""
    rows = Deduction.objects.filter(returning__order=order_id, answer=Answer.DUE, rule=GIFTS_RULE)
    rows = rows.exclude(returning__state__in=NO_GOODS_GONE).filter(given_back_minor__lt=F("amount_minor"))
    return list(rows.order_by("pk"))


def gifts_staying(order_id: int) -> list[Stays]:
    """The gifts of an order that stay with the buyer now, whatever he has promised to send."""
    came = _summed(_counted_back(ReturnLine.objects.filter(returning__order=order_id)))
    gifts = OrderLine.objects.filter(order=order_id, is_gift=True)
    return [Stays(one.pk, one.goods_out - came[one.pk], True, one.unit_price_minor) for one in gifts]


def taken_for_gifts(returning: Return) -> int:
    """What was taken off this return for gifts that stay, in minor units."""
    return _taken(Q(returning=returning))


def _taken(which: Q) -> int:
    found = Deduction.objects.filter(which, answer=Answer.DUE, rule=GIFTS_RULE)
    return found.aggregate(total=Sum(F("amount_minor") - F("given_back_minor")))["total"] or 0


def _goods_back(order_id: int) -> QuerySet[ReturnLine]:
    """What came back of an order for money, gifts apart."""
    came = ReturnLine.objects.filter(_FOR_MONEY, returning__order=order_id, returning__state__in=_CAME)
    return came.exclude(accepted=0).filter(order_line__is_gift=False)


def _is_free(came: QuerySet[ReturnLine]) -> bool:
    """Whether any of these goods came with a return for which gifts are not due."""
    return not all(gifts_are_due(line.returning) for line in came.select_related("returning"))


def _came(returning: Return) -> Counter[int]:
    """Pieces that other returns have brought back for money, by order line."""
    return _summed(_counted_back(_lines_of_others(returning)))


def _counted_back(lines: QuerySet[ReturnLine]) -> QuerySet[ReturnLine, tuple[int, int]]:
    """Order line and pieces of what came back for money; of a parcel that others lost, all that was in it."""
    came = lines.filter(_FOR_MONEY, returning__state__in=_CAME)
    return came.values_list("order_line", Coalesce("accepted", "quantity"))


def _coming(returning: Return) -> Counter[int]:
    """Pieces that other returns are to bring, by order line."""
    rows = _lines_of_others(returning).exclude(returning__state__in=(*_CAME, *NO_GOODS_GONE))
    return _summed(rows.values_list("order_line", "quantity"))


def _left_with_buyer(order_id: int, more: Mapping[int, int]) -> dict[int, int]:
    """Pieces by order line that stay if all comes that was asked back, and `more`."""
    swapped = _swapped(order_id)
    return {
        line.pk: line.goods_out - line.goods_asked + swapped[line.pk] - more.get(line.pk, 0)
        for line in _LINES(order_id)
    }


def _swapped(order_id: int) -> Counter[int]:
    """Pieces for which the buyer has, or gets, other goods."""
    rows = ReturnLine.objects.filter(returning__order=order_id, returning__kind=Kind.EXCHANGE, returning__instead="")
    rows = rows.exclude(returning__state__in=NO_GOODS_GONE)
    return _summed(rows.values_list("order_line", Coalesce("accepted", "quantity")))


def _lines_of_others(returning: Return) -> QuerySet[ReturnLine]:
    return ReturnLine.objects.filter(returning__order=returning.order_id).exclude(returning=returning)


def _summed(rows: Iterable[tuple[int, int | None]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for line, pieces in rows:
        found[line] += pieces or 0
    return found


_LINES = Prepared[OrderLine](lambda order: OrderLine.objects.filter(order=order, is_freight=False).order_by("position"))
