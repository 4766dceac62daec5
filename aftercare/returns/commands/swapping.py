"""What operations settles about the new goods of an exchange: which, at what price, from when on, before the old?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.customers.terms import Mark
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.rights import Right
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of, policy_of
from aftercare.returns.rules.exchange import price_for
from aftercare.returns.terms import Replacement, ToSend


class BadReplacement(DomainError):
    """A replacement without a code, or for less than nothing."""

    code = "bad_replacement"


def settle_terms(
    returning: Return,
    new: Mapping[int, Replacement],
    *,
    is_advance: bool | None,
    deliver_on: date | None,
    by: Actor,
) -> dict[str, Any]:
    """Write down what each line is replaced with; answers what changes on the exchange itself."""
    lines = lines_of(returning)
    if set(new) - {line.pk for line in lines}:
        raise BadReplacement(_("One of the replacements is for a line that is not part of this return."), field="new")
    for line in lines:
        if line.pk in new:
            write_replacement(line, new[line.pk])
    ReturnLine.objects.bulk_update(lines, ["new_sku", "new_name", "new_price_minor"])
    return {
        "price_minor": sum(price_of(line, line.quantity) for line in lines),
        "is_advance": _is_advance(returning, is_advance, by=by),
        "deliver_on": deliver_on or returning.deliver_on,
    }


def write_replacement(line: ReturnLine, new: Replacement | None) -> None:
    """Note on an unsaved or locked line what it is replaced with; the same again costs what the old goods count for."""
    if new is None or new.sku == line.sku:
        line.new_sku, line.new_name, line.new_price_minor = line.sku, line.name, None
        return
    if not new.sku.strip() or not new.name.strip() or (new.price_minor or 0) < 0:
        raise BadReplacement(_("The new goods need a code, a name and a price."), field="new")
    line.new_sku, line.new_name, line.new_price_minor = new.sku.strip()[:60], new.name.strip()[:200], new.price_minor


def price_of(line: ReturnLine, pieces: int) -> int:
    """What the new goods for so many pieces of a line cost; `amount_minor` is what these pieces count for."""
    return price_for(unit_minor=line.new_price_minor, credit=line.amount_minor, pieces=pieces)


def goods_for(lines: Sequence[ReturnLine]) -> list[ToSend]:
    """What the warehouse shall send: once the goods were counted, for the accepted pieces alone."""
    pieces = [(line, line.quantity if line.accepted is None else line.accepted) for line in lines]
    return [
        ToSend(line.new_sku, line.new_name, count, price_of(line, count), line.pk) for line, count in pieces if count
    ]


def _is_advance(returning: Return, told: bool | None, *, by: Actor) -> bool:
    """By the merchant's policy for trusted buyers, unless the reviewer says otherwise; else it takes a right."""
    policy = policy_of(returning.merchant_id)
    by_policy = policy.advance_for_trusted and Mark.TRUSTED in returning.customer.marks
    if told is None or told == by_policy or not told:
        return by_policy if told is None else told
    if not by.may(Right.EXCHANGES_ADVANCE):
        raise NotAllowed(_("You do not have the right to send new goods before the old ones are back."))
    return True
