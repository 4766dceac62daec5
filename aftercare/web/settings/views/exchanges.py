"""How a merchant exchanges."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.returns.commands.exchange_policies import ExchangeTerms, set_exchange_terms
from aftercare.returns.commands.policies import preview
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.queries.detail import policy_of
from aftercare.returns.queries.rehearsing_swaps import rehearse_exchanges
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.rehearsal import shown
from aftercare.web.settings.sections import MERCHANTS, section_page


class ExchangeTermsForm(forms.Form):
    """Empty days mean: not set, and then nothing happens by itself."""

    confirm_days = forms.IntegerField(
        label=gettext_lazy("Days after which new goods count as received"),
        help_text=gettext_lazy("Leave it empty to wait for the buyer's word however long it takes."),
        required=False,
        min_value=1,
        max_value=365,
    )
    follow_up_days = forms.IntegerField(
        label=gettext_lazy("Days after receipt until somebody asks how the new goods do"),
        help_text=gettext_lazy("Leave it empty to ask nobody."),
        required=False,
        min_value=1,
        max_value=365,
    )
    advance_for_trusted = forms.BooleanField(
        label=gettext_lazy("Send new goods to trusted buyers before the old ones are back"), required=False
    )
    agent_releases = forms.BooleanField(
        label=gettext_lazy("The warehouse waits for an agent's word before it sends"), required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MERCHANTS_MANAGE)
def exchange_terms(request: DeskRequest, pk: int) -> HttpResponse:
    """Timer, follow-up, advance, release: rehearsed on the exchanges of the last 90 days, then saved as a version."""
    merchant = get_object_or_404(merchants_visible_to(request.actor), pk=pk)
    policy = policy_of(merchant.pk)
    begin = _answers(policy)
    seen = Seen(request, lambda: _answers(policy_of(pk)))
    form, found = ExchangeTermsForm(request.POST if request.method == "POST" else None, initial=begin), None
    if form.is_valid():
        with refusals_into(form):
            if request.POST.get("step") == "rehearse":
                found = rehearse_exchanges(policy, preview(policy, form.cleaned_data), at=timezone.now())
            else:
                with seen.unchanged():
                    terms = ExchangeTerms(**form.cleaned_data)
                    set_exchange_terms(merchant, terms, by=request.actor, at=timezone.now())
                say(request, _("Saved."))
                return go(request, reverse("settings-merchant", args=[merchant.pk]))
    title = _("Exchanges of “%(name)s”") % {"name": merchant}
    told = shown(found, of_exchanges=True) if found else None
    context = {"form": form, "title": title, "merchant": merchant, "rehearsal": told}
    answer = section_page(request, MERCHANTS, "settings/exchange_terms.html", context, crumb=title)
    answer.status_code = form_status(form)
    return answer


def _answers(policy: ReturnPolicy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in ExchangeTermsForm.base_fields}
