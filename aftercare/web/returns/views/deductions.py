"""Asking the buyer to agree to a deduction."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.org.rights import Right
from aftercare.returns.commands.deducting import ask_consent
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import open_file
from aftercare.web.returns.forms.deducting import DeductForm
from aftercare.web.returns.page import address_of_page, dialog_context


@needs(Right.RETURNS_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def return_deduct(request: DeskRequest, number: str) -> HttpResponse:
    """How much shall be kept and why; without the buyer's consent nothing is."""
    at = timezone.now()
    file = open_file(request.actor, number, at=at)
    form = DeductForm(file.returning, request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            ask_consent(file.returning, said["amount"], said["words"], by=request.actor, at=at)
            say(request, _("Asked. The buyer answers on his page."))
            return go(request, address_of_page(request, number))
    return render(request, "returns/deduct.html", dialog_context(request, file, form), status=form_status(form))
