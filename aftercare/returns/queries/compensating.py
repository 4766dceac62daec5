"""What may be paid for goods that stay with the buyer, and what was agreed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from aftercare.cases.terms import Kind
from aftercare.orders.models import Order, OrderLine
from aftercare.returns.models import Agreement, CompensationOffer, Return
from aftercare.returns.queries.detail import asked_and_undecided, lines_of
from aftercare.returns.rules.amounts import compensation_ceiling
from aftercare.returns.terms import OfferState, State
from aftercare.rows.asking import Prepared


@dataclass(frozen=True)
class Payable:
    """Goods of an order, what may be paid for all of them, and what requests without a decision ask for."""

    line: OrderLine
    waiting_minor: int

    def most(self, count: int) -> int:
        """The ceiling for so many pieces, in minor units."""
        return most_for(self.line, self.waiting_minor, count)

    @property
    def ceiling(self) -> int:
        """The ceiling for all pieces."""
        return self.most(self.line.quantity)


def payable_lines(order: Order) -> list[Payable]:
    """The order's goods with their ceilings, in the order in which the shop listed them."""
    goods = list(OrderLine.objects.filter(order=order, is_freight=False).order_by("position"))
    waiting = asked_and_undecided(line.pk for line in goods)
    return [Payable(line, waiting.get(line.pk, 0)) for line in goods]


def payable_for(returning: Return) -> list[Payable]:
    """The same for who gives up this return for it: what it holds is free again."""
    held = held_by(returning)
    found = payable_lines(returning.order)
    return [Payable(one.line, one.waiting_minor - held.get(one.line.pk, 0)) for one in found if one.line.pk in held]


def held_by(returning: Return) -> dict[int, int]:
    """What a return takes up of its order lines, in minor units: all that it asks for, whatever its buyer would leave
    of that, until somebody decides; then what was promised.
    """
    is_asked = returning.state == State.SUBMITTED
    return {line.order_line_id: line.asked_minor if is_asked else line.amount_minor for line in lines_of(returning)}


def most_for(line: OrderLine, waiting_minor: int, count: int) -> int:
    """The ceiling for so many pieces of an order line, in minor units."""
    return compensation_ceiling(
        paid=line.paid_minor, quantity=line.quantity, granted=line.granted_minor, waiting=waiting_minor, count=count
    )


PAYING_NOTHING = [str(state) for state in (State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED)]


def compensated_minor(order_id: int) -> int:
    """What is agreed, offered or paid already for goods of an order that stay with the buyer, in minor units."""
    agreed = Return.objects.filter(order=order_id, kind=Kind.COMPENSATION).exclude(state__in=PAYING_NOTHING)
    offered = CompensationOffer.objects.filter(returning__order=order_id, state=str(OfferState.OFFERED))
    sums = agreed.aggregate(all=Sum(F("amount_minor") + F("freight_minor"))), offered.aggregate(all=Sum("amount_minor"))
    return sum(found["all"] or 0 for found in sums)


def promised_beside(returning: Return) -> int:
    """What operations has promised already in other compensations of the same order, in minor units."""
    others = _promised().filter(order=returning.order_id).exclude(pk=returning.pk)
    return others.aggregate(all=Sum(F("amount_minor") + F("freight_minor")))["all"] or 0


def promised_on_orders(order_ids: Iterable[int]) -> dict[int, int]:
    """What operations has promised already in compensations of several orders, in minor units, in one query."""
    found = _promised().filter(order__in=list(order_ids)).values_list("order")
    return dict(found.annotate(all=Sum(F("amount_minor") + F("freight_minor"))))


def _promised() -> QuerySet[Return]:
    kept = Return.objects.filter(kind=Kind.COMPENSATION)
    return kept.exclude(state__in=[*PAYING_NOTHING, str(State.SUBMITTED)])


def agreement_of(returning: Return) -> Agreement | None:
    """Both sides' word on a compensation."""
    return Agreement.objects.filter(returning=returning).select_related("instead_of").first()


def offers_on(returning: Return) -> list[CompensationOffer]:
    """What was offered to the buyer of a return for keeping the goods, the latest first."""
    return _OFFERS(returning.pk)


def _offers(returning: int) -> QuerySet[CompensationOffer]:
    found = CompensationOffer.objects.filter(returning=returning).select_related("returning")
    return found.order_by("-offered_at", "-pk")


_OFFERS = Prepared[CompensationOffer](_offers)


def open_offer(returning: Return) -> CompensationOffer | None:
    """The offer that waits for the buyer, if any."""
    return _offers(returning.pk).filter(state=str(OfferState.OFFERED)).first()


def compensation_instead_of(returning: Return) -> str:
    """The number of the compensation that a buyer took instead of this return, or nothing."""
    found = _INSTEAD(returning.pk)
    return found[0].returning.number if found else ""


_INSTEAD = Prepared[Agreement](
    lambda returning: Agreement.objects.filter(instead_of=returning).select_related("returning").order_by("pk")[:1]
)
