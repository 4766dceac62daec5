"""The dock: goods arrive, are counted, graded and taken into stock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.files.models import StoredFile
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.moves.commands import locked, move
from aftercare.orders.commands.account import goods_came_back, lock_lines, release_pieces
from aftercare.parcels.commands.pickups import end_pickup
from aftercare.parcels.commands.telling import note_arrival
from aftercare.returns.commands.exchanging import price_of_accepted, settle_advance
from aftercare.returns.commands.fees import keep_gifts
from aftercare.returns.commands.gifts import charge_for_gifts, due_for, settle_money
from aftercare.returns.commands.granting import grants_of, release
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.commands.stock import write_stock
from aftercare.returns.commands.telling import amounts_told, counts_told
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Evidence, Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.queries.gifts import lines_with_gifts, taken_for_gifts
from aftercare.returns.rules.receipt import differences, fault_in
from aftercare.returns.terms import Counted, Grade, StockKind
from aftercare.rows.commands import change
from aftercare.rows.whole import whole


class BadCount(DomainError):
    """The dock's numbers contradict each other."""

    code = "bad_count"


@whole()
def receive(
    returning: Return, *, photos: Sequence[StoredFile] = (), number: str = "", by: Actor, at: datetime
) -> Return:
    """The parcel stands at the dock; what is in it is not yet known. `number` tells which of several it is."""
    check_right(by, "receive", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("receive", returning.state)
    check_duty(returning, "receive", by=by)
    end_pickup(returning.case_id, "fetch", "", by=by, at=at)
    note_arrival(returning.case, number, with_move=True, by=by, at=at)
    _keep(returning, photos, at=at)
    return move(
        returning,
        "receive",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        received_at=at,
        received_by=by.key,
        received_by_name=by.name,
    )


@whole()
def inspect(
    returning: Return,
    counts: Sequence[Counted],
    *,
    photos: Sequence[StoredFile] = (),
    is_paid: bool = False,
    by: Actor,
    at: datetime,
) -> Return:
    """Write down what came, take accepted goods into stock, and bring the promise down to what was accepted.

    With nothing accepted on any line the return is refused: raise `refuse` instead (BadCount says so).
    With `is_paid` the money was sent before the goods came: what was promised stays, and `overpaid_after_count`
    tells by how much that was too much.
    """
    check_right(by, "inspect", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("inspect", returning.state)
    check_duty(returning, "inspect", by=by)
    lines = _counted(returning, counts)
    if not any(line.accepted for line in lines):
        raise BadCount(_("Nothing was accepted. Refuse the goods with a reason instead."), field="accepted")
    lock_lines(lines_with_gifts(returning, lines))
    is_gone = gone_dispatch(returning.case_id) is not None
    charge = charge_for_gifts(returning, lines, _accepted(lines))
    _settle_pieces(lines, keep_rest=is_gone)
    if is_gone:
        total = settle_advance(returning, lines)
    else:
        promised = returning.amount_minor
        total = promised if is_paid else settle_money(returning, lines, _accepted(lines), charge.minor)
    change(lines, "counted", "accepted", "damaged", "grade", "amount_minor")
    write_stock(_stock_in(returning), returning, lines, by=by, at=at)
    _keep(returning, photos, at=at)
    keep_gifts(returning, charge, by=by, at=at)
    note = _note(lines)
    priced: dict[str, Any] = (
        {} if is_gone or returning.kind != Kind.EXCHANGE else {"price_minor": price_of_accepted(lines)}
    )
    return move(
        returning,
        "inspect",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        note=note,
        told={**amounts_told(returning), **counts_told(lines)},
        amount_minor=total,
        inspected_at=at,
        inspected_by=by.key,
        **priced,
    )


@whole()
def refuse(
    returning: Return,
    counts: Sequence[Counted],
    reason: str,
    *,
    photos: Sequence[StoredFile] = (),
    is_paid: bool = False,
    by: Actor,
    at: datetime,
) -> Return:
    """Nothing of what came can be accepted; the buyer reads why, and nothing is stocked, nor paid unless it was.

    Whoever had the new goods of an exchange in advance owes the old ones, or their worth.
    """
    check_right(by, "refuse", returning)
    returning = locked(returning)
    lifecycle_of(returning.kind).target("refuse", returning.state)
    check_duty(returning, "inspect", by=by)
    why = words(reason, field="reason")
    lines = _counted(returning, counts)
    if any(line.accepted for line in lines):
        raise BadCount(_("Some pieces are accepted, so the goods cannot be refused as a whole."), field="accepted")
    ReturnLine.objects.bulk_update(lines, ["counted", "accepted", "damaged", "grade"])
    _keep(returning, photos, at=at)
    if gone_dispatch(returning.case_id):
        return move(returning, "owe", lifecycle_of(returning.kind), by=by, at=at, note=why, reject_reason=why)
    release(returning, keeps_promise=is_paid, by=by, at=at)
    return move(
        returning,
        "refuse",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        note=why,
        told=counts_told(lines),
        reject_reason=why,
        inspected_at=at,
        inspected_by=by.key,
    )


def _keep(returning: Return, photos: Sequence[StoredFile], *, at: datetime) -> None:
    Evidence.objects.bulk_create(
        [Evidence(returning=returning, file=photo, from_dock=True, added_at=at) for photo in photos]
    )


def _counted(returning: Return, counts: Sequence[Counted]) -> list[ReturnLine]:
    lines = {line.pk: line for line in lines_of(returning)}
    if {count.line_id for count in counts} != set(lines) or len(counts) != len(lines):
        raise BadCount(_("Count every line once."), field="counted")
    for count in counts:
        line = lines[count.line_id]
        fault = fault_in(count, line.quantity)
        if fault:
            raise BadCount(fault, field=f"counted-{line.pk}")
        line.counted, line.accepted, line.damaged, line.grade = (
            count.counted,
            count.accepted,
            count.damaged,
            Grade.MISSING if count.counted == 0 else count.grade,
        )
    return list(lines.values())


def _stock_in(returning: Return) -> StockKind:
    return StockKind.EXCHANGE_IN if returning.kind == Kind.EXCHANGE else StockKind.RETURN_IN


def _settle_pieces(lines: Sequence[ReturnLine], *, keep_rest: bool) -> None:
    """Count what came; `keep_rest`: what did not come stays asked for, since something else was given for it."""
    for line in lines:
        accepted = line.accepted or 0
        if accepted:
            goods_came_back(line.order_line, accepted)
        if accepted < line.quantity and not keep_rest:
            release_pieces(line.order_line, line.quantity - accepted)


def _accepted(lines: Sequence[ReturnLine]) -> dict[int, int]:
    return {line.pk: line.accepted or 0 for line in lines}


def overpaid_after_count(returning: Return) -> dict[int, int]:
    """By how much each grant of a return that was paid ahead exceeds what the dock accepted, by its id."""
    given = grants_of(returning)
    over: dict[int, int] = {}
    lines = lines_of(returning)
    due = due_for(lines, _accepted(lines), taken_for_gifts(returning))
    for line in lines:
        promise = given[line.order_line_id]
        if promise.amount_minor > due[line.pk]:
            over[promise.pk] = promise.amount_minor - due[line.pk]
    return over


def _note(lines: Sequence[ReturnLine]) -> str:
    """Promised and counted, for lines where they differ: `SKU 3→2`."""
    counts = [
        Counted(line.pk, line.counted or 0, line.accepted or 0, line.damaged or 0, Grade(line.grade)) for line in lines
    ]
    skus = {line.pk: line.sku for line in lines}
    found = differences(counts, {line.pk: line.quantity for line in lines})
    return ", ".join(f"{skus[d.line_id]} {d.promised}→{d.counted}" for d in found)
