"""The three guarantees of goods, repair, exchange and return: which of them is open to an article, until when, by which
rule [SCP-05].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aftercare.clocks.rules.targets import add_months
from aftercare.returns.rules.window import Window


class Service(StrEnum):
    REPAIR = "repair"
    EXCHANGE = "exchange"
    RETURN = "return"


class Standing(StrEnum):
    """How a guarantee stands: open, open for goods with a fault alone, over, used up, or not promised at all."""

    OPEN = "open"
    WITH_FAULT = "with_fault"
    OVER = "over"
    USED = "used"
    NOT_SET = "not_set"


@dataclass(frozen=True)
class Guarantee:
    """One of the three. `until` is its last day, None where none is set or it has not begun; `rule` what decided."""

    service: Service
    standing: Standing
    until: date | None
    rule: str


@dataclass(frozen=True)
class Held:
    """What is known of one article: pieces that can still be asked back, those that are with the buyer, and whether a
    law lets the seller refuse it without a fault; the months for which faults are repaired, from the day on which it
    was signed for.
    """

    left: int
    with_buyer: int
    is_barred: bool
    signed_on: date | None
    repair_months: int | None


def guarantees(held: Held, window: Window, *, on: date) -> Sequence[Guarantee]:
    """Each of the three, the one that keeps the goods first."""
    return (
        _repair(held, on),
        Guarantee(Service.EXCHANGE, _standing(held, window), window.ends_on, window.rule),
        Guarantee(Service.RETURN, _standing(held, window), window.ends_on, window.rule),
    )


def may_ask_repair(repair: Guarantee) -> bool:
    """Whether a buyer is offered to ask for it: as long as the guarantee is not over, and goods are with him. Where
    none is set, he is told to ask, and may; nothing is promised with it.
    """
    return repair.service == Service.REPAIR and repair.standing not in (Standing.OVER, Standing.USED)


def _standing(held: Held, window: Window) -> Standing:
    if not held.left:
        return Standing.USED
    if not window.is_open:
        return Standing.OVER
    return Standing.WITH_FAULT if held.is_barred else Standing.OPEN


def _repair(held: Held, on: date) -> Guarantee:
    """Counted in calendar months from the delivery, to the last day of a shorter month."""
    if not held.with_buyer:
        return Guarantee(Service.REPAIR, Standing.USED, None, "merchant_guarantee")
    if held.repair_months is None:
        return Guarantee(Service.REPAIR, Standing.NOT_SET, None, "guarantee_not_set")
    if held.signed_on is None:
        return Guarantee(Service.REPAIR, Standing.WITH_FAULT, None, "not_received_yet")
    until = add_months(held.signed_on, held.repair_months)
    return Guarantee(Service.REPAIR, Standing.WITH_FAULT if on <= until else Standing.OVER, until, "merchant_guarantee")
