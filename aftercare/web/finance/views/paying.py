"""Recording several payments at once, and the file with which a bank makes them."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.billing.models import Refund
from aftercare.billing.queries.exporting import narrowed
from aftercare.billing.queries.refunds import visible_to
from aftercare.billing.terms import RefundState
from aftercare.flow.settlement import pay_refunds
from aftercare.org.rights import Right
from aftercare.returns.queries.detail import is_bound_to_way, returns_of_cases
from aftercare.web.access import needs
from aftercare.web.finance.bank_file import lines_of_file
from aftercare.web.finance.forms import Filter, PayBatch
from aftercare.web.finance.picking import MOST, answer, picked, seen_versions
from aftercare.web.finance.rows import Row, rows_of, sums
from aftercare.web.requests import DeskRequest

LONGEST_FILE = 10_000
"""Rows; a bank takes no longer files."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PAYOUTS_RECORD, goes_row_by_row=True)
def pay_batch(request: DeskRequest) -> HttpResponse:
    """GET repeats what was picked, with its sum; POST records it, each refund in the version that was shown."""
    if request.method == "POST":
        return _record(request)
    ready, left_out = _asked(request, request.GET.getlist("pick"))
    refunds = [row.refund for row in ready]
    return _question(request, ready, left_out, PayBatch(refunds=refunds, bound=_bound(refunds)))


@require_safe
@needs(Right.PAYOUTS_RECORD)
def bank_file(request: DeskRequest) -> HttpResponse:
    """What waits for the cashier as CSV: the picked ones, else everything that the filter shows."""
    rows = _wanted(request).filter(state=RefundState.TO_PAY).order_by("asked_at", "pk")[:LONGEST_FILE]
    name = f"payouts-{timezone.localtime():%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    content = "".join(lines_of_file(rows.iterator(chunk_size=500)))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _record(request: DeskRequest) -> HttpResponse:
    seen = seen_versions(request.POST.getlist("pick"))
    refunds = picked(request.actor, map(str, seen))
    form = PayBatch(request.POST, refunds=refunds, bound=_bound(refunds))
    if refunds and not form.is_valid():
        ready, left_out = _asked(request, map(str, seen))
        return _question(request, ready, left_out, form, seen, status=422)
    chosen = [(refund, seen[refund.pk], form.sent(refund)) for refund in refunds]
    decided = pay_refunds(chosen, by=request.actor, at=timezone.now())
    return render(request, "finance/batch_paid.html", answer(decided))


def _bound(refunds: Sequence[Refund]) -> set[int]:
    """The refunds that by law go back as they were paid."""
    returns = returns_of_cases([refund.case_id for refund in refunds])
    return {one.pk for one in refunds if one.case_id in returns and is_bound_to_way(returns[one.case_id])}


def _asked(request: DeskRequest, ids: Iterator[str] | list[str]) -> tuple[list[Row], list[Row]]:
    rows = rows_of(picked(request.actor, ids), request.actor, "complete")
    ready = [row for row in rows if row.refund.state == RefundState.TO_PAY and not row.locked]
    return ready, [row for row in rows if row not in ready]


def _question(
    request: DeskRequest,
    ready: list[Row],
    left_out: list[Row],
    form: PayBatch,
    seen: dict[int, int] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    file = f"{reverse('finance-bank-file')}?{urlencode([('pick', row.refund.pk) for row in ready])}"
    context = {
        "ready": [(row, form.beside(row.refund), (seen or {}).get(row.refund.pk)) for row in ready],
        "left_out": left_out,
        "sums": sums(row.refund for row in ready),
        "form": form,
        "file": file,
    }
    return render(request, "finance/pay_batch.html", context, status=status)


def _wanted(request: DeskRequest) -> QuerySet[Refund]:
    rows = visible_to(request.actor)
    ids = [int(one) for one in request.GET.getlist("pick")[:MOST] if one.isdecimal() and len(one) <= 9]
    if ids:
        return rows.filter(pk__in=ids)
    return narrowed(rows, Filter.asked(request).sought())
