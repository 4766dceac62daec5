"""What buyers pay on their cases: the list, a payment that came in, letting somebody off."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.billing.models import Charge
from aftercare.billing.queries.charges import visible_to
from aftercare.billing.terms import ChargeState
from aftercare.flow import exchange
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.charge_forms import PaidForm, WaiveForm, charge_rows
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Crumb, Tab
from aftercare.web.kit.toasts import go, say
from aftercare.web.money_words import CHARGE_STATE
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

NEWEST = Key("asked_at")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.REFUNDS_SEE)
def charges(request: DeskRequest) -> HttpResponse:
    """What is due first; the other states by tab."""
    asked = request.GET.get("state", "")
    state = asked if asked in CHARGE_STATE else str(ChargeState.DUE)
    page = page_of(request, visible_to(request.actor).filter(state=state), NEWEST)
    address = reverse("finance-charges")
    context = {
        "tabs": [
            Tab(word.label, f"{address}?state={key}", None, current=key == state) for key, word in CHARGE_STATE.items()
        ],
        "rows": charge_rows(page.rows, request.actor),
        "pager": page.pager(),
        "crumbs": [Crumb(_("Refunds"), reverse("finance-list")), Crumb(_("Payments of buyers"))],
    }
    return render(request, "finance/charges.html", context)


@require_http_methods(DIALOG)
@needs(Right.CHARGES_RECORD)
def paid(request: DeskRequest, pk: int) -> HttpResponse:
    """The buyer's payment came in, under a reference."""
    charge = _charge(request, pk)
    form = PaidForm(request.POST or None, initial={"version": charge.version})
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _pay(request, charge, form), by=request.actor)
    return _dialog(request, charge, form, "finance/charge_paid.html")


@require_http_methods(DIALOG)
@needs(Right.CHARGES_WAIVE)
def waive(request: DeskRequest, pk: int) -> HttpResponse:
    """The buyer need not pay, for a reason."""
    charge = _charge(request, pk)
    form = WaiveForm(request.POST or None, initial={"version": charge.version})
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            exchange.waive_charge(charge, said["why"], seen=said["version"], by=request.actor, at=timezone.now())
            say(request, _("Noted: the buyer need not pay."))
            return go(request, reverse("finance-charges"))
    return _dialog(request, charge, form, "finance/charge_waive.html")


def _pay(request: DeskRequest, charge: Charge, form: PaidForm) -> str:
    seen = form.cleaned_data["version"]
    exchange.pay_charge(charge, form.sent(), seen=seen, by=request.actor, at=timezone.now())
    say(request, _("The payment is recorded."))
    return reverse("finance-charges")


def _charge(request: DeskRequest, pk: int) -> Charge:
    return get_object_or_404(visible_to(request.actor), pk=pk)


def _dialog(request: DeskRequest, charge: Charge, form: Form, template: str) -> HttpResponse:
    crumbs = [Crumb(_("Payments of buyers"), reverse("finance-charges")), Crumb(charge.number)]
    context = {"charge": charge, "form": form, "once": request.POST.get("once") or new_once(), "crumbs": crumbs}
    return render(request, template, context, status=form_status(form))
