"""The case file."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from aftercare.cases.models import Case, Note
from aftercare.cases.terms import Room
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.rows.asking import Prepared, ask


@dataclass(frozen=True)
class PastCases:
    """How often a customer came before: cases in all, of them open."""

    total: int
    open: int


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases an actor may see: his own as buyer, one by link, those of his merchants, or all."""
    found = Case.objects.select_related("merchant", "customer").order_by("-opened_at", "-pk")
    if actor.only_case is not None:
        return found.filter(pk=actor.only_case)
    if actor.customer is not None:
        return found.filter(customer=actor.customer)
    if actor.kind == ActorKind.BUYER:
        return found.none()
    if actor.merchants is not None:
        return found.filter(merchant__in=actor.merchants)
    return found


def case_of_token(token: str) -> Case | None:
    """The case that a secret link opens, or None; whoever holds the link may act as the buyer on this case alone."""
    return Case.objects.filter(token=token.upper()).select_related("customer").first()


def numbers_of(case_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of several cases, by id, in one query."""
    return dict(Case.objects.filter(pk__in=set(case_ids)).values_list("pk", "number"))


def past_cases(customer_id: int, *, before: datetime, except_case: int) -> PastCases:
    """The customer's other cases opened before a time."""
    counts = ask(_PAST, customer_id, before.isoformat(), except_case, Room.CLOSED)
    return PastCases(*counts[0]) if counts else PastCases(0, 0)


_PAST = """
SELECT count(*), count(*) FILTER (WHERE state <> $4) FROM cases_case
WHERE customer_id = $1 AND opened_at <= $2 AND id <> $3
"""


def days_since_past_cases(customer_id: int, *, at: datetime, except_case: int) -> list[int]:
    """How many whole days ago each of the customer's other cases was opened, the latest hundred, newest first."""
    found = Case.objects.filter(customer=customer_id, opened_at__lte=at).exclude(pk=except_case).order_by("-opened_at")
    return [(at - opened).days for opened in found.values_list("opened_at", flat=True)[:100]]


def cases_of_customers(customer_ids: Iterable[int], *, since: datetime) -> dict[int, list[tuple[int, datetime]]]:
    """Id and opening time of each customer's cases from a time on, newest first, by customer, in one query."""
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    rows = Case.objects.filter(customer__in=set(customer_ids), opened_at__gte=since).order_by("-opened_at")
    for customer, pk, opened in rows.values_list("customer", "pk", "opened_at"):
        found[customer].append((pk, opened))
    return dict(found)


def notes_of(case_id: int, *, for_buyer_only: bool = False) -> list[Note]:
    """What was written on the case, first first; for buyers only what is meant for them."""
    return _NOTES(case_id, about=for_buyer_only)


def _notes(for_buyer_only: bool, case: int) -> QuerySet[Note]:
    found = Note.objects.filter(case=case).order_by("written_at", "pk")
    return found.filter(Q(for_buyer=True) | Q(from_buyer=True)) if for_buyer_only else found


_NOTES = Prepared[Note](_notes)
