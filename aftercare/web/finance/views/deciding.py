"""Finance approves or sends back; the cashier records that the money was sent."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.flow import settlement
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.forms import Pay, SendBack
from aftercare.web.finance.views.detail import refund_or_404, show
from aftercare.web.kit.figures import money
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest, seen_version


@require_POST
@needs(Right.REFUNDS_APPROVE)
def approve(request: DeskRequest, number: str) -> HttpResponse:
    """Agree to the amount that the page showed."""
    refund = refund_or_404(request.actor, number)
    settlement.approve_refund(refund, seen=seen_version(request), by=request.actor, at=timezone.now())
    amount = money(refund.total_minor, refund.currency)
    say(request, _("%(number)s is approved. The cashier may pay %(amount)s.") % {"number": number, "amount": amount})
    return go(request, reverse("finance-detail", args=[number]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.REFUNDS_APPROVE)
def send_back(request: DeskRequest, number: str) -> HttpResponse:
    """Hand the refund back to operations, with the reason."""
    refund = refund_or_404(request.actor, number)
    form = SendBack(request.POST or None, initial={"version": refund.version})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            settlement.send_refund_back(
                refund, said["reason"], seen=said["version"], by=request.actor, at=timezone.now()
            )
    if form.is_bound and not form.errors:
        say(request, _("%(number)s went back to operations with your reason.") % {"number": number})
        return go(request, reverse("finance-detail", args=[number]))
    return render(request, "finance/send_back.html", {"refund": refund, "form": form}, status=form_status(form))


@require_POST
@needs(Right.PAYOUTS_RECORD)
def pay(request: DeskRequest, number: str) -> HttpResponse:
    """Record the payout, once."""
    refund = refund_or_404(request.actor, number)
    form = Pay(request.POST)
    if form.is_valid():
        with refusals_into(form):
            seen = form.cleaned_data["version"]
            settlement.pay_refund(refund, form.sent(), seen=seen, by=request.actor, at=timezone.now())
    if form.errors:
        return show(request, refund_or_404(request.actor, number), form)
    amount = money(refund.total_minor, refund.currency)
    say(request, _("The payout of %(amount)s is recorded, and the return is done.") % {"amount": amount})
    return go(request, reverse("finance-detail", args=[number]))
