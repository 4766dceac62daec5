"""What buyers owe."""

from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from aftercare.billing.models import Charge
from aftercare.billing.terms import ChargePurpose, ChargeState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right

_SEES = (Right.REFUNDS_SEE, Right.CHARGES_RECORD, Right.CHARGES_WAIVE, Right.RETURNS_SEE)


def visible_to(actor: Actor) -> QuerySet[Charge]:
    """What buyers owe, for who has to do with money or cases, confined to his merchants; newest first."""
    found = Charge.objects.select_related("merchant", "customer", "case").order_by("-asked_at", "-pk")
    if actor.only_case is not None or actor.customer is not None or not any(actor.may(right) for right in _SEES):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def charges_of_case(case_id: int) -> list[Charge]:
    """Everything a buyer was asked to pay on a case, void or not, first first."""
    return list(Charge.objects.filter(case=case_id).order_by("pk"))


def sum_of(case_id: int, purpose: ChargePurpose, *states: ChargeState) -> int:
    """How much was asked of the buyer for a purpose and is in one of the states, in minor units."""
    found = Charge.objects.filter(case=case_id, purpose=purpose, state__in=[str(state) for state in states])
    return found.aggregate(total=Sum("amount_minor"))["total"] or 0


def is_owing(case_id: int) -> bool:
    """Whether a buyer owes anything on a case now."""
    return Charge.objects.filter(case=case_id, state=str(ChargeState.DUE)).exists()


def standing(charges: Iterable[Charge]) -> list[Charge]:
    """Without what is void."""
    return [charge for charge in charges if charge.state != ChargeState.VOID]
