"""Gifts once their order's goods are gone: taken off at their marked price where they stay, given back where they come.

Who counts or makes goods good has locked the lines of the order (`lines_with_gifts`), so that two at once charge once,
and give back once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.orders.commands.account import grant, lock_lines, reduce_grant
from aftercare.orders.models import OrderLine
from aftercare.returns.commands.fees import keep_gifts
from aftercare.returns.commands.granting import gift_purpose, grants_of
from aftercare.returns.models import Deduction, Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.gifts import charge_of, charges_of_order, gifts_staying, lines_with_gifts
from aftercare.returns.rules.amounts import amount_for_accepted
from aftercare.returns.rules.fees import spread
from aftercare.returns.rules.gifts import Charge, given_back


def charge_for_gifts(returning: Return, lines: Sequence[ReturnLine], accepted: Mapping[int, int]) -> Charge:
    """What is taken off for gifts that stay now that no goods do, never more than goes back. `accepted` by line."""
    return charge_of(returning, lines, accepted, most=sum(due_for(lines, accepted, 0).values()))


def due_for(lines: Sequence[ReturnLine], accepted: Mapping[int, int], short: int) -> dict[int, int]:
    """What goes back for each line of what was accepted, by its id, after so much is taken off for gifts that stay."""
    due = {
        line.pk: amount_for_accepted(approved=line.amount_minor, promised=line.quantity, accepted=accepted[line.pk])
        for line in lines
    }
    parts = spread(short, list(due.values()))
    return {pk: minor - part for (pk, minor), part in zip(due.items(), parts, strict=True)}


def settle_money(returning: Return, lines: Sequence[ReturnLine], accepted: Mapping[int, int], short: int) -> int:
    """Bring amounts and promises down to what was accepted, less what gifts cost; returns what goes back for it all."""
    given, due = grants_of(returning), due_for(lines, accepted, short)
    for line in lines:
        line.amount_minor = due[line.pk]
        reduce_grant(given[line.order_line_id], line.amount_minor)
    return sum(line.amount_minor for line in lines)


def charge_when_paid(returning: Return, accepted: Mapping[int, int], *, by: Actor, at: datetime) -> int:
    """The same for goods that are paid for only now, long after their count; returns what goes back for it all.

    `accepted` are pieces by return line. The amounts are those of what was accepted already.
    """
    lines = lines_of(returning)
    lock_lines(lines_with_gifts(returning, lines))
    worths = [line.amount_minor for line in lines]
    charge, given = charge_of(returning, lines, accepted, most=sum(worths)), grants_of(returning)
    for line, part in zip(lines, spread(charge.minor, worths), strict=True):
        line.amount_minor -= part
        reduce_grant(given[line.order_line_id], line.amount_minor)
    ReturnLine.objects.bulk_update(lines, ["amount_minor"])
    keep_gifts(returning, charge, by=by, at=at)
    return sum(line.amount_minor for line in lines)


def charge_debt(returning: Return, accepted: Mapping[int, int], most: int, *, by: Actor, at: datetime) -> int:
    """What gifts that stay cost beyond what goes back with this return, up to `most`, which its buyer owes already."""
    charge = charge_of(returning, lines_of(returning), accepted, most=most)
    keep_gifts(returning, charge, by=by, at=at)
    return charge.minor


def give_gifts_back(returning: Return, *, by: Actor, at: datetime) -> Return:
    """Gifts came with a counted return after their price had been taken off another: it goes back with this one.

    It is granted on the goods from which it was taken, and never more than is left on these: what was given back for it
    otherwise meanwhile, by a compensation say, does not go back twice.
    """
    if not any(line.order_line.is_gift and line.accepted != 0 for line in lines_of(returning)):
        return returning
    accounts = lock_lines(lines_with_gifts(returning, lines_of(returning)))
    charges = charges_of_order(returning.order_id)
    due = given_back(_all_of(charges), gifts_staying(returning.order_id))
    rooms = _rooms(charges, accounts)
    minor = min(due, sum(rooms.values()))
    if not minor:
        return returning
    parts = spread(minor, list(rooms.values()))
    for pk, part in zip(rooms, parts, strict=True):
        if part:
            grant(accounts[pk], gift_purpose(returning), part, by=by, at=at)
    _note_given_back(charges, minor)
    return _tell(returning, minor, by=by, at=at)


def _all_of(charges: Sequence[Deduction]) -> Charge:
    """What was taken for gifts together, and the most pieces of each that any charge was for."""
    pieces: dict[int, int] = {}
    for line, count in (gift for one in charges for gift in one.gifts):
        pieces[line] = max(count, pieces.get(line, 0))
    return Charge(sum(one.amount_minor - one.given_back_minor for one in charges), pieces)


def _rooms(charges: Sequence[Deduction], accounts: Mapping[int, OrderLine]) -> dict[int, int]:
    """What is left on the goods from which the charges were taken, by order line."""
    of = [one.returning_id for one in charges]
    rows = ReturnLine.objects.filter(returning__in=of, order_line__is_gift=False).order_by("order_line")
    lines = [accounts[pk] for pk in dict.fromkeys(rows.values_list("order_line", flat=True))]
    return {line.pk: line.paid_minor - line.granted_minor for line in lines}


def _note_given_back(charges: Sequence[Deduction], minor: int) -> None:
    for one in charges:
        part = min(minor, one.amount_minor - one.given_back_minor)
        one.given_back_minor += part
        minor -= part
    Deduction.objects.bulk_update(charges, ["given_back_minor"])


def _tell(returning: Return, minor: int, *, by: Actor, at: datetime) -> Return:
    before, after = {"gifts_back_minor": returning.gifts_back_minor}, {"gifts_back_minor": minor}
    returning.gifts_back_minor = minor
    returning.version += 1
    returning.save(update_fields=["gifts_back_minor", "version"])
    kind, stream = "returns.return.gifts_back", returning.stream
    record(Fact(kind, returning.label, by, at, stream=stream, before=before, after=after))
    return returning
