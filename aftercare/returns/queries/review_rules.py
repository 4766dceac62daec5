"""The rules that make requests before shipping wait, and the requests on which a change of them is rehearsed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from aftercare.cases.queries.file import cases_of_customers
from aftercare.cases.terms import Kind
from aftercare.kernel.actor import Actor
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.returns.models import Return, ReviewRule
from aftercare.returns.queries.rehearsing import DAYS, MOST
from aftercare.returns.rules.auto_review import Doubt, Request, decide
from aftercare.returns.terms import Condition

EXAMPLES = 5
LATEST = 100
"""So many of a customer's earlier cases are counted, as when a request is decided."""


@dataclass(frozen=True)
class ReviewRehearsal:
    """How many requests of the last 90 days would have waited under the rules as they are, and as they would be.

    `all` is False when only the latest MOST requests were looked at; `newly` names some that only then would wait.
    """

    looked: int
    all: bool
    before: int
    after: int
    newly: Sequence[str]


def review_rules_visible_to(actor: Actor) -> QuerySet[ReviewRule]:
    """The rules of the merchants that the reader sees, in the order in which they are asked."""
    return ReviewRule.objects.filter(merchant__in=merchants_visible_to(actor).order_by()).order_by("pk")


def rehearse_review(
    merchant_id: int, before: tuple[bool, Sequence[Doubt]], after: tuple[bool, Sequence[Doubt]], *, at: datetime
) -> ReviewRehearsal:
    """Decide on the last 90 days' requests before shipping under two sets of rules; each: is it on, and what doubts.

    Marks are those that customers have now; freight is what was promised with the request. Writes nothing.
    """
    rows = _rows(merchant_id, since=at - timedelta(days=DAYS))
    requests = _requests(rows[:MOST], [*before[1], *after[1]])
    was, now = (
        [number for number, request in requests if not decide(request, doubts, is_on=is_on).is_approved]
        for is_on, doubts in (before, after)
    )
    waited = set(was)
    newly = [number for number in now if number not in waited][:EXAMPLES]
    return ReviewRehearsal(len(requests), len(rows) <= MOST, len(was), len(now), newly)


_NAMES = (
    "number", "case", "customer", "applied_at", "asked_minor", "freight_minor", "currency", "reason__code",
    "customer__marks",
)  # fmt: skip


def _rows(merchant_id: int, *, since: datetime) -> list[dict[str, Any]]:
    """One more than is looked at, to know whether there are more; latest first."""
    found = Return.objects.filter(merchant=merchant_id, kind=str(Kind.REFUND_ONLY), applied_at__gte=since)
    return list(found.order_by("-applied_at", "-pk").values(*_NAMES)[: MOST + 1])


def _requests(rows: Sequence[Mapping[str, Any]], doubts: Iterable[Doubt]) -> list[tuple[str, Request]]:
    days = max((doubt.days for doubt in doubts if doubt.condition == Condition.OFTEN), default=0)
    cases: Mapping[int, Sequence[tuple[int, datetime]]] = {}
    if days and rows:
        since = rows[-1]["applied_at"] - timedelta(days=days + 1)
        cases = cases_of_customers({row["customer"] for row in rows}, since=since)
    return [(row["number"], _request(row, cases.get(row["customer"], ()))) for row in rows]


def _request(row: Mapping[str, Any], cases: Sequence[tuple[int, datetime]]) -> Request:
    at = row["applied_at"]
    recent = [(at - opened).days for case, opened in cases if opened <= at and case != row["case"]]
    return Request(
        amount_minor=row["asked_minor"] + row["freight_minor"],
        currency=row["currency"],
        reason=row["reason__code"],
        marks=row["customer__marks"],
        recent=recent[:LATEST],
    )
