"""A merchant's written promises: made and ended beside his policy."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.orders.commands.promises import end_promise, promise
from aftercare.orders.models import SellerPromise
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.promises import SHIPPING_DAYS, EndPromiseForm, PromiseForm

DIALOG = ["GET", "HEAD", "POST"]


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def promise_new(request: DeskRequest, pk: int) -> HttpResponse:
    """Put down what the merchant promises from a day on."""
    merchant = get_object_or_404(merchants_visible_to(request.actor), pk=pk)
    begins = {"begins_on": timezone.localdate(), "days": SHIPPING_DAYS if "shipping" in request.GET else None}
    form = PromiseForm(request.POST or None, initial={**begins, "kind": request.GET.get("kind")})
    if form.is_valid():
        with refusals_into(form):
            promise(merchant, form.promise(), by=request.actor, at=timezone.now())
            say(request, _("The promise binds for everything bought while it holds."))
            return go(request, reverse("settings-merchant", args=[merchant.pk]))
    context = {"form": form, "title": _("What “%(name)s” promises") % {"name": merchant}, "button": _("Promise")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def promise_end(request: DeskRequest, pk: int) -> HttpResponse:
    """Let a promise end; who bought before keeps it."""
    mine = merchants_visible_to(request.actor).order_by()
    made = get_object_or_404(SellerPromise.objects.filter(merchant__in=mine), pk=pk)
    seen = Seen(request, lambda: SellerPromise.objects.values("ends_on").get(pk=pk))
    form = EndPromiseForm(request.POST or None, initial={"ends_on": made.ends_on or timezone.localdate()})
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            end_promise(made, form.cleaned_data["ends_on"], by=request.actor, at=timezone.now())
            say(request, _("Saved. Who bought until then keeps the promise."))
            return go(request, reverse("settings-merchant", args=[made.merchant_id]))
    context = {"form": form, "title": _("End the promise “%(words)s”") % {"words": made.words}, "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))
