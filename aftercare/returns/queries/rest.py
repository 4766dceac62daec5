"""What did not come with a return that was counted, and which later returns are about it."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.cases.terms import Kind
from aftercare.returns.models import Deduction, Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.charging import FEE_BEFORE, FEE_LET_GO
from aftercare.returns.terms import State

COUNTED = (State.INSPECTED, State.REVIEW_AGAIN, State.REFUNDING, State.COMPLETED)
"""States of a return whose goods were counted, and some of them accepted."""

_ENDED = (State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED)


def promised_and_missing(first: Return) -> dict[int, int]:
    """What was promised and not in the parcel when it was counted, in pieces by order line; nothing where nobody has
    counted, as with a parcel that others lost.
    """
    gaps = {line.order_line_id: line.quantity - line.counted for line in lines_of(first) if line.counted is not None}
    return {pk: gap for pk, gap in gaps.items() if gap > 0}


def still_missing(first: Return) -> dict[int, int]:
    """The same without what later returns are about, which were asked for as its rest and hold."""
    gaps = promised_and_missing(first)
    for line in ReturnLine.objects.filter(returning__in=later_for(first)) if gaps else ():
        gaps[line.order_line_id] = gaps.get(line.order_line_id, 0) - line.quantity
    return {pk: gap for pk, gap in gaps.items() if gap > 0}


def later_for(first: Return) -> QuerySet[Return]:
    """Returns about the rest of this one: its second parcels, and what was asked for with no second fee."""
    spared = {"findings": [{"rule": FEE_BEFORE, "facts": {"number": first.number}}]}
    of_order = Return.objects.filter(order=first.order_id).exclude(pk=first.pk).exclude(state__in=_ENDED)
    return of_order.filter(Q(follows=first) | Q(follows=None, decided__contains=spared))


def rest_of(order_id: int, pieces: Mapping[int, int]) -> str:
    """The number of a counted return of the order, with a fee agreed or spared, if all of these pieces are its rest."""
    fee = Deduction.objects.filter(returning=OuterRef("pk"), way__gt="")
    counted = Return.objects.filter(order=order_id, kind=Kind.RETURN_REFUND, state__in=COUNTED).order_by("pk")
    told = [Q(decided__contains={"findings": [{"rule": rule}]}) for rule in (FEE_BEFORE, FEE_LET_GO)]
    for first in counted.filter(Exists(fee) | told[0] | told[1]) if pieces else ():
        missing = still_missing(first)
        if all(missing.get(pk, 0) >= count for pk, count in pieces.items()):
            return first.number
    return ""
