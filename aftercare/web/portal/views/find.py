"""The way in without account and without link: an order number and the end of a phone number."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.orders.queries.finding import orders_known_by
from aftercare.web.access import open_to_all
from aftercare.web.hotlines import lines_for_buyers
from aftercare.web.kit.toasts import go
from aftercare.web.limits import Limit, give_back, place_of_asker, spend
from aftercare.web.portal.forms import FindForm
from aftercare.web.portal.wishes import found_orders, remember
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

FROM_ONE_PLACE = Limit("find-place", 20, timedelta(minutes=10))
ORDER_FROM_ONE_PLACE = Limit("find-order", 20, timedelta(days=1))
"""Wrong digits for one order number from one place, so that a stranger elsewhere shuts no buyer out."""
ORDER_FROM_ANYWHERE = Limit("find-order-anywhere", 100, timedelta(days=1))
"""Four digits have ten thousand values: from ever new places, half of them still take 50 days."""


@open_to_all
def find(request: DeskRequest) -> HttpResponse:
    """One answer for all that does not fit, so that nobody learns which order numbers exist."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return _look_up(request, form)
    context = {"form": form, "hotlines": lines_for_buyers(None, timezone.now())}
    return render(request, "portal/find.html", context, status=form_status(form))


@open_to_all
def found(request: DeskRequest) -> HttpResponse:
    """The orders found in this session; a single one is opened at once."""
    orders = found_orders(request, at=timezone.now())
    if not orders:
        return redirect("find-order")
    if len(orders) == 1:
        return redirect("found-order-return", orders[0].pk)
    return render(request, "portal/found.html", {"orders": orders})


def _look_up(request: DeskRequest, form: FindForm) -> HttpResponse:
    at = timezone.now()
    number, digits = form.cleaned_data["number"].strip(), form.cleaned_data["digits"].strip()
    place = place_of_asker(request)
    spend(FROM_ONE_PLACE, place, at=at)
    tries = ((ORDER_FROM_ONE_PLACE, f"{place}:{number.upper()}"), (ORDER_FROM_ANYWHERE, number.upper()))
    for limit, who in tries:
        spend(limit, who, at=at)
    orders = list(orders_known_by(number, digits)[:5])
    if not orders:
        form.add_error(None, _("No order fits this number and these four digits. Please check both."))
        return render(request, "portal/find.html", {"form": form}, status=422)
    for limit, who in tries:
        give_back(limit, who, at=at)
    remember(request, orders, at=at)
    return go(request, reverse("found-orders"))
