"""Orders that were paid and not shipped in the time their seller promised, and what their customers were told."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.orders.commands.delays import note_told
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import visible_to
from aftercare.orders.queries.late import late_orders, notices_of
from aftercare.orders.terms import ToldBy
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import ToldForm
from aftercare.web.service.rows import late_rows


@needs(Right.RETURNS_NOTE)
@require_safe
def late(request: DeskRequest) -> HttpResponse:
    """The longest wait first; the untold ones stand out."""
    now = timezone.now()
    page = page_of(request, late_orders(request.actor, at=now), Key("paid_at", newest_first=False))
    rows = late_rows(page.rows, notices_of(page.rows))
    return render(request, "service/late.html", {"rows": rows, "pager": page.pager()})


@needs(Right.RETURNS_NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: DeskRequest, pk: int) -> HttpResponse:
    """The customer was told: how, when, what."""
    order = get_object_or_404(visible_to(request.actor), pk=pk)
    form = ToldForm(request.POST or None, initial={"told_at": timezone.localtime()})
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _noted(request, order, form), by=request.actor)
    earlier = notices_of([order])[order.pk]
    context = {"form": form, "order": order, "earlier": earlier, "once": new_once()}
    return render(request, "service/told.html", context, status=form_status(form))


def _noted(request: DeskRequest, order: Order, form: ToldForm) -> str:
    said = form.cleaned_data
    way, at = ToldBy(said["way"]), timezone.now()
    note_told(order, way, said["told_at"], said["words"], by=request.actor, at=at)
    say(request, _("Noted."))
    return reverse("service-late")
