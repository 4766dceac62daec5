"""What buyers owe that an actor may see."""

from django.db.models import QuerySet

from aftercare.billing.models import Overpaid
from aftercare.billing.queries.refunds import COUNT_CAP
from aftercare.billing.terms import OverpaidState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right


def overpaid_visible_to(actor: Actor) -> QuerySet[Overpaid]:
    """For who sees refunds, confined to his merchants; newest first."""
    found = Overpaid.objects.select_related("merchant", "customer", "refund").order_by("-arisen_at", "-pk")
    if not actor.may(Right.REFUNDS_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def overpaid_of_case(case_id: int) -> Overpaid | None:
    """What the buyer owes on a case, or None."""
    return Overpaid.objects.filter(refund__case=case_id).first()


def counts_of_overpaid(actor: Actor) -> dict[str, int]:
    """How many the actor sees in each state, each at most COUNT_CAP + 1."""
    rows = overpaid_visible_to(actor).order_by()
    return {str(state): rows.filter(state=str(state))[: COUNT_CAP + 1].count() for state in OverpaidState}
