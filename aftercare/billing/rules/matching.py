"""Statement against books: which booking is which payout, by reference and amount."""

from collections import defaultdict
from collections.abc import Sequence

from aftercare.billing.terms import Booked, DifferenceKind, Direction, Finding, PaidOut


def match(lines: Sequence[Booked], payouts: Sequence[PaidOut]) -> list[Finding]:
    """A finding for every line that went out, and for those that came in under a payout's reference.

    Lines that agree to the cent find their payout first; only what is left over is said to differ.
    """
    by_reference: dict[str, list[PaidOut]] = defaultdict(list)
    for payout in payouts:
        by_reference[key_of(payout.reference)].append(payout)
    taken = {payout.id for payout in payouts if payout.is_matched}
    found: dict[int, Finding] = {}
    out = [line for line in lines if line.direction == Direction.OUT]
    for line in out:
        equal = [p for p in by_reference[key_of(line.reference)] if p.id not in taken and _agree(line, p)]
        if equal:
            taken.add(equal[0].id)
            found[line.id] = Finding(line.id, equal[0].id, None)
    for line in out:
        if line.id not in found:
            found[line.id] = _difference(line, by_reference[key_of(line.reference)], taken)
    for line in lines:
        same = by_reference[key_of(line.reference)]
        if line.direction == Direction.IN and same:
            found[line.id] = Finding(line.id, same[0].id, DifferenceKind.CAME_BACK)
    return [found[line.id] for line in lines if line.id in found]


def key_of(reference: str) -> str:
    """A reference as it is compared: without regard to case and spaces."""
    return "".join(reference.split()).casefold()


def _agree(line: Booked, payout: PaidOut) -> bool:
    return (line.amount_minor, line.currency) == (payout.amount_minor, payout.currency)


def _difference(line: Booked, same: list[PaidOut], taken: set[int]) -> Finding:
    free = [payout for payout in same if payout.id not in taken]
    if free:
        taken.add(free[0].id)
        return Finding(line.id, free[0].id, DifferenceKind.AMOUNT)
    if same:
        return Finding(line.id, same[0].id, DifferenceKind.TWICE)
    return Finding(line.id, None, DifferenceKind.UNKNOWN)
