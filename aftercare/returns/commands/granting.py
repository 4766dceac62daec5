"""What a return draws on the owed-back accounts: promised at the review, lowered later, or set free."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.orders.commands.account import (
    AboveCeiling,
    goods_went_out_again,
    grant,
    lock_lines,
    reduce_grant,
    release_pieces,
    restore_pieces,
)
from aftercare.orders.models import Grant, OrderLine
from aftercare.returns.commands.dispatching import call_off_open
from aftercare.returns.commands.stock import write_stock
from aftercare.returns.models import Deduction, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import State, StockKind
from aftercare.rows.asking import Prepared


def purpose_of(returning: Return) -> str:
    """The purpose under which a return, or a compensation, draws on its order lines, once each."""
    return f"{'compensation' if returning.kind == Kind.COMPENSATION else 'return'}:{returning.pk}"


def grants_of(returning: Return) -> dict[int, Grant]:
    """What this return was promised, by order line id."""
    return {given.line_id: given for given in _FOR_PURPOSE(purpose_of(returning))}


_FOR_PURPOSE = Prepared[Grant](lambda purpose: Grant.objects.filter(purpose=purpose))


def gift_purpose(returning: Return) -> str:
    """The purpose under which what gifts had cost goes back with a return that brought them."""
    return f"gifts:{returning.pk}"


def gift_grants_of(returning: Return) -> list[Grant]:
    """What goes back with this return for gifts that it brought, in the order of the lines."""
    if not returning.gifts_back_minor:
        return []
    return list(Grant.objects.filter(purpose=gift_purpose(returning)).select_related("line").order_by("line"))


def grant_all(returning: Return, freight_minor: int, *, by: Actor, at: datetime) -> None:
    """Promise what stands on the lines, and the freight beside it."""
    for line in lines_of(returning):
        grant(line.order_line, purpose_of(returning), line.amount_minor, by=by, at=at)
    if freight_minor:
        freight = OrderLine.objects.filter(order=returning.order_id, is_freight=True).first()
        if freight is None or freight_minor < 0:
            raise AboveCeiling(_("The buyer paid no freight for this order."), field="freight")
        grant(freight, purpose_of(returning), freight_minor, by=by, at=at)


def lower_grants(returning: Return, freight_minor: int) -> None:
    """Bring the promises down to what stands on the lines, and to this freight."""
    given = grants_of(returning)
    lock_lines(list(given))
    for line in lines_of(returning):
        reduce_grant(given.pop(line.order_line_id), line.amount_minor)
    for freight in given.values():
        reduce_grant(freight, freight_minor)


def release(returning: Return, *, keeps_promise: bool = False, by: Actor, at: datetime) -> None:
    """Take back every promise, every reservation unless a count at the dock has settled it, and what should leave.

    With `keeps_promise` the money has been sent: what was promised stands, and the pieces alone are set free.
    """
    call_off_open(returning.case_id, by=by, at=at)
    holders = _lock_holders(returning)
    lines, given, gifts = lines_of(returning), grants_of(returning), gift_grants_of(returning)
    lock_lines([*given, *(line.order_line_id for line in lines), *(one.line_id for one in gifts)])
    for line in lines:
        if returning.kind == Kind.COMPENSATION:
            continue  # nothing was reserved: the goods stay with the buyer
        if returning.kind == Kind.REFUND_ONLY:
            restore_pieces(line.order_line, line.quantity)
        elif not line.accepted and returning.inspected_at is None:
            release_pieces(line.order_line, line.quantity)
    _send_gifts_after_all(returning, holders, by=by, at=at)
    for promise in () if keeps_promise else (*given.values(), *gifts):
        reduce_grant(promise, promise.paid_out_minor)
    if gifts and not keeps_promise:
        _charge_again(returning)


def _lock_holders(returning: Return) -> list[Return]:
    """Undecided requests before shipping that took the order's gifts with its last goods; locked before any lines."""
    if returning.kind != Kind.REFUND_ONLY:
        return []
    others = Return.objects.filter(order=returning.order_id, kind=Kind.REFUND_ONLY, state=State.SUBMITTED)
    others = others.filter(lines__order_line__is_gift=True).exclude(pk=returning.pk)
    found = Return.objects.select_for_update(no_key=True).filter(pk__in=others.values("pk")).order_by("pk")
    return [one for one in found if one.state == State.SUBMITTED]


def _send_gifts_after_all(returning: Return, holders: Iterable[Return], *, by: Actor, at: datetime) -> None:
    """Goods of the order are to be sent again, so its gifts are, too, and no other request calls them off."""
    if returning.order.shipped_at or not any(not line.order_line.is_gift for line in lines_of(returning)):
        return
    for holder in holders:
        rows = [row for row in lines_of(holder) if row.order_line.is_gift]
        if len(rows) == len(lines_of(holder)):
            continue  # gifts alone are called off because their buyer does not want them
        for row in rows:
            restore_pieces(row.order_line, row.quantity)
            row.delete()
        holder.version += 1
        holder.goods = ", ".join(row.name for row in lines_of(holder))[:200]
        holder.save(update_fields=["version", "goods"])
        after = {"lines": [[row.sku, row.quantity] for row in rows]}
        record(Fact("returns.return.gifts_sent", holder.label, by, at, stream=holder.stream, after=after))


def _charge_again(returning: Return) -> None:
    """The gifts go to the buyer again, so their price stands as it was taken."""
    left = returning.gifts_back_minor
    given = Deduction.objects.filter(returning__order=returning.order_id, given_back_minor__gt=0).order_by("-pk")
    for one in given:
        part = min(left, one.given_back_minor)
        one.given_back_minor -= part
        one.save(update_fields=["given_back_minor"])
        left -= part


def give_back_goods(returning: Return, *, by: Actor, at: datetime) -> None:
    """What came in goes out to the buyer again."""
    lines = [line for line in lines_of(returning) if line.accepted]
    lock_lines([line.order_line_id for line in lines])
    for line in lines:
        goods_went_out_again(line.order_line, line.accepted or 0)
    write_stock(StockKind.RETURN_OUT, returning, lines, by=by, at=at)
