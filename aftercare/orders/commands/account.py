"""The owed-back account: the only code that promises value back, sends it, or counts goods in and out.

Every function locks the order line first, refuses with a sentence, and is backed by the row's CHECK constraints.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.kernel.money import from_minor
from aftercare.orders.models import Grant, OrderLine
from aftercare.rows.asking import Ahead, Prepared
from aftercare.rows.commands import change
from aftercare.rows.whole import whole


class TooManyPieces(DomainError):
    """More pieces asked back than went out."""

    code = "too_many_pieces"


class AboveCeiling(DomainError):
    """More value than is left on the line."""

    code = "above_ceiling"


class AlreadyGranted(Conflict):
    """Value was granted for this purpose already."""

    code = "already_granted"


class AlreadyPaidOut(Conflict):
    """The grant was sent already."""

    code = "already_paid_out"


_LOCKED = Prepared[OrderLine](
    lambda ids: OrderLine.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
)
_ONE_LOCKED = Prepared[OrderLine](lambda pk: OrderLine.objects.select_for_update(no_key=True).filter(pk=pk))
_GRANT_LOCKED = Prepared[Grant](lambda pk: Grant.objects.select_for_update(no_key=True).filter(pk=pk))


def lock_lines(ids: list[int]) -> dict[int, OrderLine]:
    """The lines by id, locked in one order so that two cases cannot wait for each other in a circle."""
    return {row.pk: row for row in _LOCKED(ids)} if ids else {}


def lines_ahead(ids: list[int]) -> Ahead:
    """What `lock_lines` asks, to be asked in one trip with other questions."""
    return _LOCKED.ahead(ids)


def foretell_locked(locked: Mapping[int, OrderLine], groups: Iterable[list[int]]) -> None:
    """Let each group of lines that `lock_lines` has locked, and that shares none, be locked again without a trip."""
    for ids in groups:
        _LOCKED.foretell([locked[pk] for pk in sorted(set(ids)) if pk in locked], ids)


@whole()
def ask_back(line: OrderLine, pieces: int) -> OrderLine:
    """Reserve pieces for a return; raises TooManyPieces when fewer are left with the buyer."""
    locked = lock_lines([line.pk])
    ask_all_back(locked, {line.pk: pieces})
    return locked[line.pk]


def ask_all_back(locked: Mapping[int, OrderLine], pieces: Mapping[int, int]) -> None:
    """Reserve pieces of lines that `lock_lines` has locked, by their ids, in one statement; all of them or none."""
    for pk, count in pieces.items():
        _reserve(locked[pk], count)
    change(list(locked.values()), "goods_asked")


def _reserve(line: OrderLine, pieces: int) -> None:
    left = line.goods_out - line.goods_asked
    if not 0 < pieces <= left:
        sentence = _("Only %(left)d of “%(name)s” can still be returned, not %(pieces)d.")
        raise TooManyPieces(sentence, field="lines", left=max(left, 0), name=line.name, pieces=pieces)
    line.goods_asked += pieces


def call_all_off(locked: Mapping[int, OrderLine], pieces: Mapping[int, int]) -> None:
    """Keep pieces of lines that `lock_lines` has locked from being sent, by their ids; all of them or none."""
    for pk, count in pieces.items():
        _call_off(locked[pk], count)
    change(list(locked.values()), "goods_called_off")


def _call_off(line: OrderLine, pieces: int) -> None:
    left = line.quantity - line.goods_out - line.goods_called_off
    if not 0 < pieces <= left:
        sentence = _("Only %(left)d of “%(name)s” can still be called off, not %(pieces)d.")
        raise TooManyPieces(sentence, field="lines", left=max(left, 0), name=line.name, pieces=pieces)
    line.goods_called_off += pieces


@whole()
def restore_pieces(line: OrderLine, pieces: int) -> OrderLine:
    """Pieces that were called off belong to the order again; if it was sent meanwhile, they went with it."""
    fresh = OrderLine.objects.select_for_update(of=("self",), no_key=True).select_related("order").get(pk=line.pk)
    fresh.goods_called_off -= pieces
    fresh.goods_out += pieces if fresh.order.shipped_at else 0
    change([fresh], "goods_called_off", "goods_out")
    return fresh


@whole()
def release_pieces(line: OrderLine, pieces: int) -> OrderLine:
    """Give reserved pieces free again, since they will not come back on this case."""
    fresh = _locked_line(line.pk)
    fresh.goods_asked -= pieces
    change([fresh], "goods_asked")
    return fresh


@whole()
def goods_came_back(line: OrderLine, pieces: int) -> OrderLine:
    """Count pieces that are in the house again."""
    fresh = _locked_line(line.pk)
    fresh.goods_back += pieces
    change([fresh], "goods_back")
    return fresh


@whole()
def goods_went_out_again(line: OrderLine, pieces: int) -> OrderLine:
    """Pieces that were in the house go to the buyer again; he may ask to send them back once more."""
    fresh = _locked_line(line.pk)
    fresh.goods_back -= pieces
    fresh.goods_asked -= pieces
    change([fresh], "goods_back", "goods_asked")
    return fresh


@whole()
def grant(line: OrderLine, purpose: str, amount_minor: int, *, by: Actor, at: datetime) -> Grant:
    """Promise value back on a line, once per purpose; raises AboveCeiling or AlreadyGranted."""
    fresh = _locked_line(line.pk)
    left = fresh.paid_minor - fresh.granted_minor
    if not 0 <= amount_minor <= left:
        sentence = _("“%(name)s” has only %(left)s left to give back, not %(asked)s.")
        currency = fresh.order.currency
        asked = from_minor(amount_minor, currency)
        raise AboveCeiling(sentence, field="amount", name=fresh.name, left=from_minor(left, currency), asked=asked)
    if Grant.objects.filter(line=fresh, purpose=purpose).exists():
        raise AlreadyGranted(_("Value was already granted for this purpose."))
    fresh.granted_minor += amount_minor
    change([fresh], "granted_minor")
    return Grant.objects.create(
        line=fresh, purpose=purpose, amount_minor=amount_minor, granted_at=at, granted_by=by.key
    )


@whole()
def promise_again(given: Grant, amount_minor: int) -> Grant:
    """Let a promise hold again that had been taken back whole; raises AboveCeiling when the value went elsewhere."""
    line = _locked_line(given.line_id)
    fresh = _locked_grant(given.pk)
    if fresh.amount_minor:
        raise AlreadyGranted(_("Value was already granted for this purpose."))
    left = line.paid_minor - line.granted_minor
    if not 0 <= amount_minor <= left:
        sentence = _("“%(name)s” has only %(left)s left to give back, not %(asked)s.")
        currency = line.order.currency
        asked = from_minor(amount_minor, currency)
        raise AboveCeiling(sentence, field="amount", name=line.name, left=from_minor(left, currency), asked=asked)
    line.granted_minor += amount_minor
    change([line], "granted_minor")
    fresh.amount_minor = amount_minor
    change([fresh], "amount_minor")
    return fresh


@whole()
def reduce_grant(given: Grant, amount_minor: int) -> Grant:
    """Bring a grant down to `amount_minor`; it never grows, and never below what was sent."""
    line = _locked_line(given.line_id)
    fresh = _locked_grant(given.pk)
    if amount_minor > fresh.amount_minor:
        raise AboveCeiling(_("A promised amount can only be lowered."), field="amount")
    if amount_minor < fresh.paid_out_minor:
        raise AlreadyPaidOut(_("This was paid out already."))
    line.granted_minor -= fresh.amount_minor - amount_minor
    change([line], "granted_minor")
    fresh.amount_minor = amount_minor
    change([fresh], "amount_minor")
    return fresh


@whole()
def value_came_back(given: Grant, amount_minor: int) -> Grant:
    """The buyer has paid back a part of what was sent to him: it counts as never granted, so it may go back later."""
    line = _locked_line(given.line_id)
    fresh = _locked_grant(given.pk)
    if not 0 < amount_minor <= fresh.paid_out_minor:
        raise AboveCeiling(_("No more can come back than was paid out."), field="amount")
    for row, names in ((line, ("granted_minor", "paid_out_minor")), (fresh, ("amount_minor", "paid_out_minor"))):
        for name in names:
            setattr(row, name, getattr(row, name) - amount_minor)
        change([row], *names)
    return fresh


@whole()
def pay_out(given: Grant) -> Grant:
    """Mark the whole grant as sent; raises AlreadyPaidOut the second time."""
    line = _locked_line(given.line_id)
    fresh = _locked_grant(given.pk)
    due = fresh.amount_minor - fresh.paid_out_minor
    if due == 0 and fresh.amount_minor:
        raise AlreadyPaidOut(_("This was paid out already."))
    line.paid_out_minor += due
    change([line], "paid_out_minor")
    fresh.paid_out_minor = fresh.amount_minor
    change([fresh], "paid_out_minor")
    return fresh


def _locked_line(pk: int) -> OrderLine:
    """Fresh, and never foretold: what `lock_lines` was told beforehand may have been written on since."""
    return _ONE_LOCKED.one(pk)


def _locked_grant(pk: int) -> Grant:
    return _GRANT_LOCKED.one(pk)
