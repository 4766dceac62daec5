"""Approving several refunds at once: the sum is repeated, then each is decided for itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import visible_to
from aftercare.billing.terms import RefundState
from aftercare.flow.settlement import Decided, approve_refunds
from aftercare.kernel.actor import Actor
from aftercare.moves.refusals import say
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.rows import Row, rows_of, sums
from aftercare.web.requests import DeskRequest

MOST = 200
"""So many at once; more than anybody looks through before pressing."""


@dataclass(frozen=True)
class LeftOut:
    """A refund of the batch that was not approved, and why."""

    refund: Refund
    reason: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.REFUNDS_APPROVE)
def batch(request: DeskRequest) -> HttpResponse:
    """GET repeats what was picked, with its sum; POST approves it, each refund in the version that was shown."""
    if request.method == "POST":
        return _decide(request)
    picked = _picked(request.actor, request.GET.getlist("pick"))
    rows = rows_of(picked, request.actor, "start_refund")
    return render(request, "finance/batch.html", _question(rows))


def _question(rows: list[Row]) -> dict[str, object]:
    ready = [row for row in rows if row.refund.state == RefundState.TO_APPROVE and not row.locked]
    return {
        "ready": ready,
        "left_out": [row for row in rows if row not in ready],
        "sums": sums(row.refund for row in ready),
    }


def _decide(request: DeskRequest) -> HttpResponse:
    seen = _seen_versions(request.POST.getlist("pick"))
    chosen = [(refund, seen[refund.pk]) for refund in _picked(request.actor, map(str, seen))]
    decided = approve_refunds(chosen, by=request.actor, at=timezone.now())
    return render(request, "finance/batch_done.html", _answer(decided))


def _answer(decided: list[Decided]) -> dict[str, object]:
    done = [one.refund for one in decided if one.refusal is None]
    left_out = [LeftOut(one.refund, say(one.refusal)) for one in decided if one.refusal]
    return {"done": done, "left_out": left_out, "sums": sums(done)}


def _picked(actor: Actor, ids: Iterable[str]) -> list[Refund]:
    wanted = [int(one) for one in ids if one.isdecimal() and len(one) <= 9]
    return list(visible_to(actor).filter(pk__in=wanted[:MOST]).order_by("asked_at", "pk"))


def _seen_versions(picks: Iterable[str]) -> dict[int, int]:
    pairs = [pick.partition(":") for pick in picks]
    return {int(pk): int(seen) for pk, _colon, seen in pairs if _is_number(pk) and _is_number(seen)}


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 9
