"""The refund list: only what operations has approved ever comes here."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from aftercare.billing.queries.exporting import narrowed
from aftercare.billing.queries.refunds import counts_by_state, visible_to
from aftercare.billing.terms import RefundState
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.forms import Filter
from aftercare.web.finance.rows import one_currency, rows_of
from aftercare.web.finance.tabs import Pile, pile_for, tabs
from aftercare.web.finance.unread import unread_payouts
from aftercare.web.keyset import page_of
from aftercare.web.kit.dates import day
from aftercare.web.kit.parts import FilterChip
from aftercare.web.requests import DeskRequest


@require_safe
@needs(Right.REFUNDS_SEE)
def refunds(request: DeskRequest) -> HttpResponse:
    """One pile of refunds, those that wait longest first; what was paid, latest first."""
    actor = request.actor
    pile = pile_for(request.GET.get("state", ""), actor)
    form = Filter.asked(request)
    page = page_of(request, narrowed(visible_to(actor), form.sought(pile.state)), pile.key)
    rows = rows_of(page.rows, actor, pile.action)
    context = {
        "pile": pile,
        "tabs": tabs(pile, counts_by_state(actor), reverse("finance-list")),
        "chips": _chips(request, form),
        "filter_form": form,
        "kept": [("state", str(pile.state))],
        "rows": rows,
        "currency": one_currency(rows),
        "unread": unread_payouts(actor),
        "locked": [row for row in rows if row.locked],
        "pager": page.pager(_size(len(rows))),
        "may_see_statements": actor.may(Right.STATEMENTS_SEE),
        "may_pay": pile.state == RefundState.TO_PAY and actor.may(Right.PAYOUTS_RECORD) and bool(rows),
        "export": f"{reverse('finance-export')}?{_kept(request, pile)}",
        "file": f"{reverse('finance-bank-file')}?{request.GET.urlencode()}",
        "may_batch": pile.state == RefundState.TO_APPROVE and actor.may(Right.REFUNDS_APPROVE) and bool(rows),
    }
    return render(request, "finance/list.html", context)


def _kept(request: DeskRequest, pile: Pile) -> str:
    """The pile and its filters, without the page."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept["state"] = str(pile.state)
    return kept.urlencode()


def _chips(request: DeskRequest, form: Filter) -> list[FilterChip]:
    return [
        FilterChip(field.label or name, _shown(form, name), _without(request, name))
        for name, field in form.fields.items()
        if form.cleaned_data.get(name)
    ]


def _shown(form: Filter, name: str) -> str:
    said = form.cleaned_data[name]
    return day(said) if isinstance(said, date) else str(said)


def _without(request: DeskRequest, name: str) -> str:
    kept = request.GET.copy()
    for gone in (name, "after", "before"):
        kept.pop(gone, None)
    return f"?{kept.urlencode()}"


def _size(rows: int) -> str:
    return ngettext("%(count)d refund on this page", "%(count)d refunds on this page", rows) % {"count": rows}
