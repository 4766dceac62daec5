"""Whether a count at the dock makes sense."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aftercare.kernel.words import gettext_noop as _
from aftercare.returns.rules.amounts import amount_for_accepted
from aftercare.returns.rules.gifts import Staying, short_of
from aftercare.returns.terms import Counted, Grade


@dataclass(frozen=True)
class Difference:
    """Where the dock's numbers differ from what was promised."""

    line_id: int
    promised: int
    counted: int


@dataclass(frozen=True)
class Promised:
    """What was agreed for one line: so many pieces for so much money, in minor units. `is_extra`: a gift that may come
    along, and is not missed where it does not.
    """

    line_id: int
    quantity: int
    amount_minor: int
    order_line_id: int = 0
    is_extra: bool = False


@dataclass(frozen=True)
class Effect:
    """What booking a count in will do: pieces to the shelf, to scrap, back to the buyer, never seen; and the money.

    `gifts_minor` of the fall is for gifts that are not in the parcel.
    """

    to_stock: int
    to_scrap: int
    to_buyer: int
    missing: int
    before_minor: int
    after_minor: int
    gifts_minor: int = 0


def fault_in(counted: Counted, promised: int) -> str:
    """The sentence that says what is wrong with a count, or an empty one."""
    if min(counted.counted, counted.accepted, counted.damaged) < 0:
        return _("A count cannot be negative.")
    if counted.accepted > counted.counted:
        return _("More pieces accepted than counted.")
    if counted.accepted > promised:
        return _("More pieces accepted than the buyer was to send back.")
    if counted.damaged > counted.accepted:
        return _("More pieces damaged than accepted. Pieces that are not accepted go back to the buyer.")
    return _fault_in_grade(counted) if counted.counted else ""


def _fault_in_grade(counted: Counted) -> str:
    """Whether the grade contradicts where the pieces go: what is wrong or damaged is not sold again unseen."""
    all_accepted = counted.accepted == counted.counted
    if counted.grade == Grade.MISSING:
        return _("What is missing is not counted: correct one of them.")
    if counted.grade == Grade.WRONG and all_accepted:
        return _("Wrong goods go back to the buyer: accept fewer than came, or choose another grade.")
    if counted.grade == Grade.DAMAGED and all_accepted and not counted.damaged:
        return _("Graded damaged, yet no piece is damaged: say how many, or choose another grade.")
    return ""


def differences(counts: list[Counted], promised: dict[int, int]) -> list[Difference]:
    """The lines where more or fewer pieces came than promised."""
    found = {count.line_id: count.counted for count in counts}
    return [Difference(pk, n, found.get(pk, 0)) for pk, n in promised.items() if found.get(pk, 0) != n]


def foresee(promised: Iterable[Promised], counts: Iterable[Counted], staying: Staying | None = None) -> Effect:
    """What a count without faults leads to; a line without a count counts as nothing found. `staying`: what stays of
    the order, where gifts are due.
    """
    found = {count.line_id: count for count in counts}
    pairs = [(line, found.get(line.line_id)) for line in promised]
    seen = [(line, count) for line, count in pairs if count]
    due, short = _due(pairs), _short(pairs, staying or Staying())
    return Effect(
        to_stock=sum(count.accepted - count.damaged for _line, count in seen),
        to_scrap=sum(count.damaged for _line, count in seen),
        to_buyer=sum(count.counted - count.accepted for _line, count in seen),
        missing=sum(
            max(0, line.quantity - (count.counted if count else 0)) for line, count in pairs if not line.is_extra
        ),
        before_minor=sum(line.amount_minor for line, _count in pairs),
        after_minor=max(0, due - short),
        gifts_minor=min(due, short),
    )


def _due(pairs: Sequence[tuple[Promised, Counted | None]]) -> int:
    """What goes back for what was accepted."""
    return sum(
        amount_for_accepted(approved=line.amount_minor, promised=line.quantity, accepted=count.accepted if count else 0)
        for line, count in pairs
    )


def _short(pairs: Sequence[tuple[Promised, Counted | None]], staying: Staying) -> int:
    """What is taken off for gifts that stay once no goods of the order do."""
    return short_of(staying, {line.order_line_id: count.accepted if count else 0 for line, count in pairs})
