"""Approving several refunds at once: the sum is repeated, then each is decided for itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftercare.billing.terms import RefundState
from aftercare.flow.settlement import approve_refunds
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.picking import answer, picked, seen_versions
from aftercare.web.finance.rows import Row, rows_of, sums
from aftercare.web.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.REFUNDS_APPROVE, goes_row_by_row=True)
def batch(request: DeskRequest) -> HttpResponse:
    """GET repeats what was picked, with its sum; POST approves it, each refund in the version that was shown."""
    if request.method == "POST":
        return _decide(request)
    rows = rows_of(picked(request.actor, request.GET.getlist("pick")), request.actor, "start_refund")
    return render(request, "finance/batch.html", _question(rows))


def _question(rows: list[Row]) -> dict[str, object]:
    ready = [row for row in rows if row.refund.state == RefundState.TO_APPROVE and not row.locked]
    return {
        "ready": ready,
        "left_out": [row for row in rows if row not in ready],
        "sums": sums(row.refund for row in ready),
    }


def _decide(request: DeskRequest) -> HttpResponse:
    seen = seen_versions(request.POST.getlist("pick"))
    chosen = [(refund, seen[refund.pk]) for refund in picked(request.actor, map(str, seen))]
    decided = approve_refunds(chosen, by=request.actor, at=timezone.now())
    return render(request, "finance/batch_done.html", answer(decided))
