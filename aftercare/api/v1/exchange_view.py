"""What an exchange adds to the outside view of a return: the goods that leave, and what the buyer owes."""

from collections.abc import Sequence

from aftercare.api.v1.money import text
from aftercare.api.v1.return_shapes import ChargeOut, DispatchLineOut, DispatchOut
from aftercare.billing.queries.charges import charges_of_case
from aftercare.cases.terms import Kind
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.queries.dispatching import lines_of_dispatches


def dispatches_out(found: Sequence[Dispatch]) -> list[DispatchOut]:
    """The dispatches of a case with their goods, in one more query."""
    lines = lines_of_dispatches([one.pk for one in found]) if found else {}
    return [
        DispatchOut(
            number=one.number,
            state=one.state,
            hold=one.hold,
            version=one.version,
            deliver_on=one.deliver_on,
            carrier=one.carrier,
            tracking_number=one.tracking_number,
            shipped_at=one.shipped_at,
            confirmed_at=one.confirmed_at,
            order_number=one.order.number if one.order else "",
            lines=[DispatchLineOut(sku=x.sku, name=x.name, quantity=x.quantity) for x in lines[one.pk]],
        )
        for one in found
    ]


def charges_out(returning: Return) -> list[ChargeOut]:
    """What the buyer was asked to pay on an exchange."""
    if returning.kind != Kind.EXCHANGE:
        return []
    return [
        ChargeOut(
            purpose=one.purpose,
            state=one.state,
            amount=text(one.amount_minor, one.currency),
            reference=one.reference,
            decided_at=one.decided_at,
        )
        for one in charges_of_case(returning.case_id)
    ]
