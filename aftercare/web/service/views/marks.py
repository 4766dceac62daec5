"""Marks on customers: what colleagues note, with a reason."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.customers.commands import set_mark
from aftercare.customers.models import Customer
from aftercare.customers.queries import markings_of, visible_to
from aftercare.customers.terms import Mark
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.service.forms import MarkForm
from aftercare.web.words import MARK


@needs(Right.CUSTOMERS_MARK)
@require_http_methods(["GET", "HEAD", "POST"])
def marks(request: DeskRequest, pk: int) -> HttpResponse:
    """Set a mark or take one away; who did so before and why stands below."""
    customer = get_object_or_404(visible_to(request.actor), pk=pk)
    form = MarkForm(customer.marks, request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _marked(request, customer, form), by=request.actor)
    context = {
        "form": form,
        "customer": customer,
        "earlier": [(one, MARK[one.mark]) for one in markings_of(pk)],
        "next": _next(request),
        "once": new_once(),
    }
    return render(request, "service/marks.html", context, status=form_status(form))


def _marked(request: DeskRequest, customer: Customer, form: MarkForm) -> str:
    is_set, mark = form.chosen()
    set_mark(customer, Mark(mark), is_set, form.cleaned_data["reason"], by=request.actor, at=timezone.now())
    say(request, _("Noted. Colleagues and rules see it from now on."))
    return _next(request) or reverse("customer-detail", args=[customer.pk])


def _next(request: DeskRequest) -> str:
    told = request.POST.get("next") or request.GET.get("next", "")
    return told if url_has_allowed_host_and_scheme(told, allowed_hosts=None) else ""
