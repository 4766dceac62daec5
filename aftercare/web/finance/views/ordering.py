"""What the cashier does about a payout that is with a gateway, or shall go there."""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.billing.commands import ordering
from aftercare.billing.models import PayoutOrder
from aftercare.billing.queries.orders import live_orders
from aftercare.flow import paying_out
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.forms import Correct, SettleOrder, TakeBack
from aftercare.web.finance.views.detail import refund_or_404
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest, seen_version

DIALOG = ["GET", "HEAD", "POST"]
ACTS: dict[str, Callable[..., object]] = {
    "try_again": ordering.try_again,
    "ask_again": ordering.ask_again,
    "keep": ordering.keep,
}


@require_POST
@needs(Right.PAYOUTS_RECORD)
def hand_over(request: DeskRequest, number: str) -> HttpResponse:
    """Give the refund to the merchant's gateway."""
    refund = refund_or_404(request.actor, number)
    paying_out.hand_to_gateway(refund, seen=seen_version(request), by=request.actor, at=timezone.now())
    say(request, _("The gateway is told to pay. What it answers stands here."))
    return go(request, _address(number))


@require_POST
@needs(Right.PAYOUTS_RECORD)
def act(request: DeskRequest, number: str, act: str) -> HttpResponse:
    """Have the gateway asked again, or leave the payment with it."""
    order = _order_or_404(request, number)
    ACTS[act](order, seen=seen_version(request), by=request.actor, at=timezone.now())
    say(request, _("Done. The worker asks the gateway; what it answers stands here."))
    return go(request, _address(number))


@require_http_methods(DIALOG)
@needs(Right.PAYOUTS_RECORD)
def withdraw(request: DeskRequest, number: str) -> HttpResponse:
    """Take the payment back, to pay it in another way."""
    order = _order_or_404(request, number)
    form = TakeBack(request.POST or None, initial={"version": order.version})
    if form.is_valid():
        with refusals_into(form):
            paying_out.withdraw(order, seen=form.cleaned_data["version"], by=request.actor, at=timezone.now())
            say(request, _("The refund comes back to the list “To pay” when the gateway says that it has not paid."))
            return go(request, _address(number))
    return _dialog(request, "finance/gateway_withdraw.html", order, form)


@require_http_methods(DIALOG)
@needs(Right.PAYOUTS_RECORD)
def correct(request: DeskRequest, number: str) -> HttpResponse:
    """Order the payment anew, with another payee reference."""
    order = _order_or_404(request, number)
    form = Correct(request.POST or None, initial={"version": order.version, "payee": order.payee})
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            paying_out.withdraw(order, payee=said["payee"], seen=said["version"], by=request.actor, at=timezone.now())
            say(request, _("The gateway is told anew when it has said that it has not paid."))
            return go(request, _address(number))
    return _dialog(request, "finance/gateway_correct.html", order, form)


@require_http_methods(DIALOG)
@needs(Right.PAYOUTS_RECORD)
def settle(request: DeskRequest, number: str) -> HttpResponse:
    """Record what the gateway's people have confirmed."""
    order = _order_or_404(request, number)
    initial = {"version": order.version, "reference": order.paid_reference}
    form = SettleOrder(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            paying_out.settle_by_hand(
                order, said["reference"], said["note"], seen=said["version"], by=request.actor, at=timezone.now()
            )
            say(request, _("The payout is recorded, and the return is done."))
            return go(request, _address(number))
    return _dialog(request, "finance/gateway_settle.html", order, form)


def _dialog(request: DeskRequest, template: str, order: PayoutOrder, form: forms.Form) -> HttpResponse:
    context = {"order": order, "refund": order.refund, "form": form}
    return render(request, template, context, status=form_status(form))


def _order_or_404(request: DeskRequest, number: str) -> PayoutOrder:
    refund = refund_or_404(request.actor, number)
    found = live_orders([refund.pk]).get(refund.pk)
    if found is None:
        raise Http404
    return found


def _address(number: str) -> str:
    return reverse("finance-detail", args=[number])
