"""Statements of banks and payment services, and where they and our books differ."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper

from aftercare.billing.models import Difference, Payout, Statement, StatementLine
from aftercare.billing.queries.refunds import COUNT_CAP
from aftercare.billing.terms import DifferenceKind, DifferenceState, PaidOut, PayMethod
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right

NOT_AT_THE_BANK = (PayMethod.CASH, PayMethod.NOTHING)
"""Ways that no statement shows."""


def differences_visible_to(actor: Actor) -> QuerySet[Difference]:
    """What does not agree, newest first; who is kept to merchants sees what concerns their payouts."""
    found = Difference.objects.select_related(
        "line", "line__statement", "payout", "payout__refund", "payout__refund__merchant"
    ).order_by("-found_at", "-pk")
    if not actor.may(Right.STATEMENTS_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(payout__refund__merchant__in=actor.merchants)


def counts_of_differences(actor: Actor) -> dict[str, int]:
    """How many differences the actor sees in each state, each at most COUNT_CAP + 1."""
    rows = differences_visible_to(actor).order_by()
    return {str(state): rows.filter(state=str(state))[: COUNT_CAP + 1].count() for state in DifferenceState}


def last_statements(actor: Actor, count: int) -> list[Statement]:
    """The files that were taken in last; for those who see all merchants."""
    if not actor.may(Right.STATEMENTS_SEE) or actor.merchants is not None:
        return []
    return list(Statement.objects.order_by("-imported_at", "-pk")[:count])


def payouts_named(references: Iterable[str]) -> list[PaidOut]:
    """The payouts under these references, whatever their spaces and the case of their letters."""
    wanted = {"".join(reference.split()) for reference in references if reference}
    rows = Payout.objects.annotate(plain=Upper(Replace("reference", Value(" "), Value(""))))
    rows = rows.filter(plain__in=[Upper(Value(name)) for name in sorted(wanted)]).exclude(method=PayMethod.NOTHING)
    rows = rows.annotate(is_matched=Exists(StatementLine.objects.filter(payout=OuterRef("pk")))).order_by("pk")
    told = rows.values_list("pk", "reference", "amount_minor", "currency", "is_matched")
    return [PaidOut(*row) for row in told]


def payouts_no_statement_shows(*, days: int) -> QuerySet[Payout]:
    """Payouts that the statements should show by now: `days` before the last day that these reach, or older.

    What was paid before the first statement begins is not asked for.
    """
    reach = StatementLine.objects.aggregate(first=Min("booked_on"), last=Max("booked_on"))
    if reach["first"] is None:
        return Payout.objects.none()
    last: date = reach["last"] - timedelta(days=days)
    seen = StatementLine.objects.filter(payout=OuterRef("pk"))
    told = Difference.objects.filter(
        Q(kind=str(DifferenceKind.AMOUNT)) | Q(kind=str(DifferenceKind.MISSING)), payout=OuterRef("pk")
    )
    rows = Payout.objects.filter(paid_at__date__gte=reach["first"], paid_at__date__lte=last)
    rows = rows.exclude(method__in=[str(method) for method in NOT_AT_THE_BANK])
    return rows.filter(~Exists(seen), ~Exists(told)).select_related("refund").order_by("pk")
