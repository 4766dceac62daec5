"""What buyers owe because money went ahead of goods: the list, repayments, letting it go."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.billing.commands.overpaid import ask_write_off, keep_asking, repay, write_off
from aftercare.billing.models import Overpaid
from aftercare.billing.queries.overpaid import counts_of_overpaid, overpaid_visible_to
from aftercare.billing.terms import OverpaidState
from aftercare.kernel.money import from_minor
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.overpaid import LABELS, overpaid_rows, overpaid_tabs
from aftercare.web.finance.overpaid_forms import CameBackForm, DecideWriteOff, ProposeWriteOff
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

NEWEST = Key("arisen_at")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.REFUNDS_SEE)
def overpaid(request: DeskRequest) -> HttpResponse:
    """What is owed, newest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in LABELS else str(OverpaidState.OPEN)
    page = page_of(request, overpaid_visible_to(request.actor).filter(state=state), NEWEST)
    context = {
        "tabs": overpaid_tabs(state, counts_of_overpaid(request.actor), reverse("finance-overpaid")),
        "rows": overpaid_rows(page.rows, request.actor),
        "pager": page.pager(),
        "crumbs": [Crumb(_("Refunds"), reverse("finance-list")), Crumb(_("Owed back"))],
    }
    return render(request, "finance/overpaid.html", context)


@require_http_methods(DIALOG)
@needs(Right.PAYOUTS_RECORD)
def came_back(request: DeskRequest, number: str) -> HttpResponse:
    """Record that the buyer paid back, whole or in part."""
    owed = _owed(request, number)
    begin = {"version": owed.version, "amount": _plain(owed)}
    form = CameBackForm(request.POST or None, owed=owed, initial=begin)
    if form.is_valid():
        with refusals_into(form):
            repay(owed, form.came(), seen=form.cleaned_data["version"], by=request.actor, at=timezone.now())
            say(request, _("The repayment is recorded."))
            return go(request, reverse("finance-overpaid"))
    return _dialog(request, owed, form, "finance/came_back.html")


@require_http_methods(DIALOG)
@needs(Right.REFUNDS_APPROVE)
def propose(request: DeskRequest, number: str) -> HttpResponse:
    """Propose to let it go."""
    owed = _owed(request, number)
    form = ProposeWriteOff(request.POST or None, initial={"version": owed.version})
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            ask_write_off(owed, said["reason"], seen=said["version"], by=request.actor, at=timezone.now())
            say(request, _("A second person decides now."))
            return go(request, reverse("finance-overpaid"))
    return _dialog(request, owed, form, "finance/propose_write_off.html")


@require_http_methods(DIALOG)
@needs(Right.REFUNDS_APPROVE)
def decide(request: DeskRequest, number: str) -> HttpResponse:
    """Let it go, or keep asking for it."""
    owed = _owed(request, number)
    form = DecideWriteOff(request.POST or None, initial={"version": owed.version})
    if form.is_valid():
        with refusals_into(form):
            act = write_off if request.POST.get("decision") == "let_go" else keep_asking
            act(owed, seen=form.cleaned_data["version"], by=request.actor, at=timezone.now())
            say(request, _("Decided."))
            return go(request, reverse("finance-overpaid"))
    return _dialog(request, owed, form, "finance/decide_write_off.html")


def _owed(request: DeskRequest, number: str) -> Overpaid:
    return get_object_or_404(overpaid_visible_to(request.actor), number=number)


def _plain(owed: Overpaid) -> str:
    return number(from_minor(owed.left_minor, owed.currency))


def _dialog(request: DeskRequest, owed: Overpaid, form: Form, template: str) -> HttpResponse:
    row = overpaid_rows([owed], request.actor)[0]
    return render(request, template, {"row": row, "owed": owed, "form": form}, status=form_status(form))
