"""Approving several returns at once: the sum is repeated, then each is decided for itself."""

from collections.abc import Iterable

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftercare.flow.requests import Chosen, Decided, approve_each
from aftercare.moves.refusals import say
from aftercare.org.models import ReturnAddress
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.terms import WITHOUT_GOODS
from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.batch import Batch, Picked, address_field, read_batch, sums


@needs(Right.RETURNS_REVIEW, goes_row_by_row=True)
@require_http_methods(["GET", "HEAD", "POST"])
def returns_batch(request: DeskRequest) -> HttpResponse:
    """GET repeats what was picked; POST approves it, each return in the version that was shown."""
    if request.method == "POST":
        return _decide(request)
    batch = read_batch(request.actor, _numbers(request.GET.getlist("pick")))
    return render(request, "returns/batch.html", {"batch": batch})


def _decide(request: DeskRequest) -> HttpResponse:
    seen = _seen_versions(request.POST.getlist("pick"))
    batch = read_batch(request.actor, seen)
    ready = [one.returning for one in batch.ready]
    chosen = [Chosen(one, _address(batch, one, request.POST), seen[one.pk]) for one in ready]
    decided = approve_each(chosen, by=request.actor, at=timezone.now())
    return render(request, "returns/batch_done.html", _answer(decided, batch))


def _answer(decided: list[Decided], batch: Batch) -> dict[str, object]:
    done = [one.returning for one in decided if one.refusal is None]
    refused = [Picked(one.returning, refused=say(one.refusal)) for one in decided if one.refusal]
    promised = sums((one.currency, one.total_minor) for one in done)
    return {"done": done, "left_out": [*refused, *batch.left_out], "sums": promised}


def _address(batch: Batch, returning: Return, told: QueryDict) -> ReturnAddress | None:
    """The chosen address of the merchant; the first one when there was nothing to choose, none when no goods come."""
    if returning.kind in WITHOUT_GOODS:
        return None
    offered = batch.addresses[returning.merchant_id]
    chosen = told.get(address_field(returning.merchant_id), "")
    return next((address for address in offered if str(address.pk) == chosen), offered[0])


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if _is_number(text)]


def _seen_versions(picks: Iterable[str]) -> dict[int, int]:
    pairs = [pick.partition(":") for pick in picks]
    return {int(pk): int(seen) for pk, _colon, seen in pairs if _is_number(pk) and _is_number(seen)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
