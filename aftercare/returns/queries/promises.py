"""What a seller's written promises mean for one order's returns."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import Promised, best_promise, promise_for_all
from aftercare.orders.terms import PromiseKind
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.rules.window import Window, with_promise


def as_promised(window: Window, order: Order, *, lines: Sequence[int], asked_on: date) -> Window:
    """The window, widened where a promise lets all these order lines come back for longer, as their buyer was told."""
    promises = promised_by([order.merchant_id])[order.merchant_id]
    if not promises:
        return window
    skus = OrderLine.objects.filter(pk__in=lines).values_list("sku", flat=True)
    kept = promise_for_all(promises, PromiseKind.UNCONDITIONAL_RETURN, skus=skus, bought_on=bought_on(order))
    return (
        window if kept is None else with_promise(window, days=kept.days, signed_on=_signed_on(order), asked_on=asked_on)
    )


def widest(window: Window, order: Order, skus: Iterable[str], promises: Sequence[Promised], *, on: date) -> Window:
    """The window of the article that may come back longest: what an order's buyer is offered before he has chosen."""
    if window.ends_on is None or not promises:
        return window
    bought, signed = bought_on(order), _signed_on(order)
    held = [best_promise(promises, PromiseKind.UNCONDITIONAL_RETURN, sku=sku, bought_on=bought) for sku in skus]
    found = [with_promise(window, days=one.days, signed_on=signed, asked_on=on) for one in held if one]
    return max([window, *found], key=lambda one: (one.ends_on is None, one.ends_on or date.min))


def promises_for(returning: Return, lines: Iterable[ReturnLine]) -> list[Promised]:
    """The promises about goods and money on which the buyer of these lines may rely, each once."""
    promises = promised_by([returning.merchant_id])[returning.merchant_id]
    on, skus = timezone.localdate(returning.ordered_at), [line.sku for line in lines]
    about_goods = [one for one in promises if one.kind != PromiseKind.SHIP_WITHIN]
    return [one for one in about_goods if any(one.holds_for(sku, on) for sku in skus)]


def bought_on(order: Order) -> date:
    """The day of the purchase, in the company's time."""
    return timezone.localdate(order.ordered_at)


def _signed_on(order: Order) -> date | None:
    return timezone.localdate(order.signed_at) if order.signed_at else None
