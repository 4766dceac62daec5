"""Who pays refunds: one decision for all merchants, and one for each that wants its own."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.billing.commands.gateways import set_gateway
from aftercare.billing.models import Gateway
from aftercare.billing.queries.orders import gateways_by_merchant
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.money_words import GATEWAY_KIND
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.gateways import GatewayForm, gateway_answers
from aftercare.web.settings.sections import GATEWAYS, section_page

BY_NAME = Key("name", newest_first=False, of="text")
DIALOG = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class GatewayRow:
    """Who pays a merchant's refunds; `own` when the merchant decided for itself."""

    name: Text
    url: str
    gateway: Gateway | None
    own: bool

    @property
    def kind(self) -> Text:
        """In words."""
        return GATEWAY_KIND[self.gateway.kind] if self.gateway else GATEWAY_KIND["cashier"]


@require_safe
@needs(Right.GATEWAYS_MANAGE)
def gateway_list(request: DeskRequest) -> HttpResponse:
    """What holds for all, then every merchant by name."""
    page = page_of(request, merchants_visible_to(request.actor), BY_NAME)
    found = gateways_by_merchant()
    first = GatewayRow(_("All merchants"), reverse("settings-gateway-default"), found.get(None), own=True)
    rows = [_row(merchant, found) for merchant in page.rows]
    return section_page(
        request, GATEWAYS, "settings/gateways.html", {"first": first, "rows": rows, "pager": page.pager()}
    )


@require_http_methods(DIALOG)
@needs(Right.GATEWAYS_MANAGE)
def gateway_default(request: DeskRequest) -> HttpResponse:
    """Who pays for the merchants that decided nothing."""
    return _decide(request, None)


@require_http_methods(DIALOG)
@needs(Right.GATEWAYS_MANAGE)
def gateway_of(request: DeskRequest, pk: int) -> HttpResponse:
    """Who pays one merchant's refunds."""
    return _decide(request, get_object_or_404(merchants_visible_to(request.actor), pk=pk))


def _decide(request: DeskRequest, merchant: Merchant | None) -> HttpResponse:
    whose = merchant.pk if merchant else None
    form = GatewayForm(request.POST or None, initial=gateway_answers(gateways_by_merchant().get(whose)))
    seen = Seen(request, lambda: gateway_answers(gateways_by_merchant().get(whose)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_gateway(merchant, form.choice(), by=request.actor, at=timezone.now())
            say(request, _("Holds for refunds that are approved from now on."))
            return go(request, reverse("settings-gateways"))
    title = _("Payouts of “%(name)s”") % {"name": merchant} if merchant else _("Payouts of all other merchants")
    context = {"form": form, "title": title, "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


def _row(merchant: Merchant, found: dict[int | None, Gateway]) -> GatewayRow:
    own = found.get(merchant.pk)
    url = reverse("settings-gateway", args=[merchant.pk])
    return GatewayRow(merchant.name, url, own or found.get(None), own=own is not None)
