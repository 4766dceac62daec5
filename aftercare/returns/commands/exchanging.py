"""An exchange after the count: the credit becomes goods, the rest money; what was had in advance is set against it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.kernel.money import spread
from aftercare.moves.commands import locked, move
from aftercare.orders.commands.account import grant, lock_lines, pay_out, reduce_grant
from aftercare.orders.commands.replacing import Given, open_replacement, sell_kept
from aftercare.orders.models import Grant, Order
from aftercare.returns.commands.deciding import decided_in_money
from aftercare.returns.commands.dispatching import call_off_open, note_order
from aftercare.returns.commands.gifts import charge_when_paid
from aftercare.returns.commands.granting import grants_of
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.commands.swapping import price_of
from aftercare.returns.commands.telling import amounts_told
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Dispatch, Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import gone_dispatch, lines_of_dispatch
from aftercare.returns.rules.amounts import amount_for_accepted
from aftercare.returns.rules.exchange import Balance, money_parts, paid_for_each
from aftercare.returns.terms import INSTEAD_REFUND, State
from aftercare.rows.whole import whole


class NotToRefund(Conflict):
    """The new goods have left, or the exchange ends in money already."""

    code = "not_to_refund"


def in_goods_purpose(returning: Return) -> str:
    """The purpose under which an exchange draws goods, not money, on its order lines."""
    return f"exchange:{returning.pk}"


def given_in_goods(returning: Return) -> int:
    """The worth of the new goods that the old ones were given for, in minor units; 0 before they have left."""
    given = Grant.objects.filter(purpose=in_goods_purpose(returning))
    return given.aggregate(total=Sum("paid_out_minor"))["total"] or 0


def price_of_accepted(lines: Sequence[ReturnLine]) -> int:
    """What the new goods for the accepted pieces cost."""
    return sum(price_of(line, line.accepted or 0) for line in lines)


@whole()
def give_goods(returning: Return, dispatch: Dispatch, *, surcharge_paid: int, by: Actor, at: datetime) -> Order:
    """The new goods have left: their worth is paid out on the old lines' accounts, and stands on accounts of its own.

    What the old goods count for beyond it stays promised as money.
    """
    rows, sent = lines_of(returning), [one for one in lines_of_dispatch(dispatch) if not one.is_gift]
    promised = grants_of(returning)
    lock_lines([row.order_line_id for row in rows])
    credits_minor = [promised[row.order_line_id].amount_minor for row in rows]
    prices = [line.price_minor for line in sent]
    balance = Balance(sum(credits_minor), sum(prices))
    for row, money in zip(rows, money_parts(credits_minor, balance.back), strict=True):
        _pay_in_goods(returning, promised[row.order_line_id], money, by=by, at=at)
    paid = paid_for_each(prices, in_goods=balance.in_goods, surcharge_paid=surcharge_paid)
    given = [
        Given(line.sku, line.name, line.quantity, line.price_minor, amount)
        for line, amount in zip(sent, paid, strict=True)
    ]
    order = open_replacement(returning.order, dispatch.number, given, by=by, at=at)
    note_order(dispatch, order)
    return order


def settle_advance(returning: Return, lines: Sequence[ReturnLine]) -> int:
    """What the accepted pieces count for, when the new goods have left before; money still promised falls first."""
    for line in lines:
        line.amount_minor = amount_for_accepted(
            approved=line.amount_minor, promised=line.quantity, accepted=line.accepted or 0
        )
    total = sum(line.amount_minor for line in lines)
    promised = list(grants_of(returning).values())
    back = max(0, total - given_in_goods(returning))
    parts = spread(min(back, sum(p.amount_minor for p in promised)), [p.amount_minor for p in promised])
    for promise, money in zip(promised, parts, strict=True):
        reduce_grant(promise, money)
    return total


def drop_money(returning: Return) -> None:
    """What the old goods would have counted for beyond the new ones is promised no more: they did not come."""
    promised = grants_of(returning)
    lock_lines(list(promised))
    for promise in promised.values():
        reduce_grant(promise, promise.paid_out_minor)


@whole()
def keep_goods(returning: Return, paid_minor: int, *, by: Actor, at: datetime) -> None:
    """The buyer has paid for what he did not send back: it is his, on an account of what he paid."""
    dispatch = gone_dispatch(returning.case_id)
    kept = [(row, row.quantity - (row.accepted or 0)) for row in lines_of(returning)]
    kept = [(row, pieces) for row, pieces in kept if pieces]
    if dispatch is None or dispatch.order is None or not kept:
        return
    worths = [row.unit_price_minor * pieces for row, pieces in kept]
    shares = spread(paid_minor, worths)
    bought = [
        Given(row.sku, row.name, pieces, max(worth, share), share)
        for (row, pieces), worth, share in zip(kept, worths, shares, strict=True)
    ]
    sell_kept(dispatch.order, bought, by=by, at=at)


def follow(returning: Return, action: str, *, by: Actor, at: datetime) -> Return:
    """The exchange goes along with its dispatch, where it stands so far that it can."""
    returning = locked(returning)
    lifecycle = lifecycle_of(returning.kind)
    if returning.instead or action not in lifecycle.actions(returning.state):
        return returning
    done: dict[str, Any] = {"completed_at": at} if action == "confirm" else {}
    return move(returning, action, lifecycle, by=by, at=at, **done)


@whole()
def refund_instead(returning: Return, reason: str, *, by: Actor, at: datetime) -> Return:
    """There is nothing to send, or the buyer does not want it any more: what came back is paid for in money.

    From here it is a return like others that a law says something of: of its gifts, and the way of the money.
    """
    check_right(by, "refund_instead", returning)
    returning = locked(returning)
    lifecycle = lifecycle_of(returning.kind)
    lifecycle.target("refund_instead", returning.state)
    if returning.instead or gone_dispatch(returning.case_id):
        raise NotToRefund(_("The new goods have left already, or this exchange ends in money already."))
    check_duty(returning, "refund_instead", by=by)
    why = words(reason, field="reason")
    call_off_open(returning.case_id, by=by, at=at)
    came = {line: line.quantity if line.accepted is None else line.accepted for line in lines_of(returning)}
    returning.decided = decided_in_money(returning, {line.order_line_id: count for line, count in came.items()})
    total = charge_when_paid(returning, {line.pk: count for line, count in came.items()}, by=by, at=at)
    return move(
        returning,
        "refund_instead",
        lifecycle,
        by=by,
        at=at,
        note=why,
        told=amounts_told(returning),
        instead=INSTEAD_REFUND,
        amount_minor=total,
        decided=returning.decided,
    )


def is_waiting(returning: Return) -> bool:
    """Whether an exchange is done but for the buyer's word, or for goods or money that he owes."""
    return returning.is_swap and returning.state in (State.INSPECTED, State.SHIPPED, State.GOODS_OWED)


def _pay_in_goods(returning: Return, promise: Grant, money: int, *, by: Actor, at: datetime) -> None:
    in_goods = promise.amount_minor - money
    line = promise.line
    reduce_grant(promise, money)
    pay_out(grant(line, in_goods_purpose(returning), in_goods, by=by, at=at))
