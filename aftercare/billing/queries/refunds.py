"""Refunds that an actor may see."""

from django.db.models import Exists, OuterRef, QuerySet

from aftercare.billing.models import Payout, Refund, RefundLine
from aftercare.billing.terms import AS_PAID, RefundState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared

COUNT_CAP = 10_000


def visible_to(actor: Actor) -> QuerySet[Refund]:
    """Refunds for who sees refunds, confined to his merchants; newest asked first."""
    found = Refund.objects.select_related("merchant", "customer", "payout").order_by("-asked_at", "-pk")
    if not actor.may(Right.REFUNDS_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def lines_of(refund_ids: list[int]) -> dict[int, list[RefundLine]]:
    """The lines of several refunds, by refund id, in one query."""
    found: dict[int, list[RefundLine]] = {pk: [] for pk in refund_ids}
    for line in RefundLine.objects.filter(refund__in=refund_ids).order_by("is_freight", "pk"):
        found[line.refund_id].append(line)
    return found


def refund_of_case(case_id: int) -> Refund | None:
    """The refund that a case came to, or None."""
    return _OF_CASE.first(case_id)


def paid_otherwise(case: str) -> Exists:
    """Of rows that name a case so: whether its money went in another way than it was paid, without a consent."""
    sent = Payout.objects.filter(refund__case=OuterRef(case), consent="")
    return Exists(sent.exclude(method__in=[str(way) for way in AS_PAID]))


def payout_of_case(case_id: int) -> Payout | None:
    """The money that was sent on a case, or None."""
    return _PAYOUT.first(case_id)


_OF_CASE = Prepared[Refund](lambda case: Refund.objects.filter(case=case).order_by("pk")[:1])
_PAYOUT = Prepared[Payout](lambda case: Payout.objects.filter(refund__case=case).order_by("pk")[:1])


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many refunds the actor sees in each state, each at most COUNT_CAP + 1."""
    rows = visible_to(actor).order_by()
    return {str(state): rows.filter(state=str(state))[: COUNT_CAP + 1].count() for state in RefundState}
