"""Return addresses: complete enough to send a parcel to, or not yet."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.org.commands.merchants import save_return_address
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.merchants import addresses_visible_to, merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import go, say, warn
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.addresses import AddressForm
from aftercare.web.settings.rows import address_row
from aftercare.web.settings.sections import ADDRESSES, section_page

BY_NAME = Key("name", newest_first=False, of="text")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.ADDRESSES_MANAGE)
def address_list(request: DeskRequest) -> HttpResponse:
    """The return addresses of the reader's merchants, by name."""
    page = page_of(request, addresses_visible_to(request.actor), BY_NAME)
    rows = [address_row(address) for address in page.rows]
    return section_page(request, ADDRESSES, "settings/addresses.html", {"rows": rows, "pager": page.pager()})


@require_http_methods(DIALOG)
@needs(Right.ADDRESSES_MANAGE)
def address_new(request: DeskRequest) -> HttpResponse:
    """Add a return address."""
    form = AddressForm(request.POST or None, merchants=merchants_visible_to(request.actor))
    if form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _save(request, form.filled()), by=request.actor)
    return _dialog(request, form, None)


@require_http_methods(DIALOG)
@needs(Right.ADDRESSES_MANAGE)
def address_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a return address; returns that were approved keep the one they were given."""
    address = get_object_or_404(addresses_visible_to(request.actor), pk=pk)
    form = AddressForm(request.POST or None, merchants=(), address=address)
    seen = Seen(request, lambda: ReturnAddress.objects.filter(pk=pk).values().get())
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            return go(request, _save(request, form.filled(address)))
    return _dialog(request, form, address)


def _save(request: DeskRequest, address: ReturnAddress) -> str:
    save_return_address(address, by=request.actor, at=timezone.now())
    lacks = address_row(address).lacks
    if lacks:
        parts = get_text_list([str(part) for part in lacks], _("and"))
        warn(request, _("Saved, yet buyers cannot get it: it lacks %(parts)s.") % {"parts": parts})
    else:
        say(request, _("“%(name)s” is saved and complete.") % {"name": address})
    return reverse("settings-addresses")


def _dialog(request: DeskRequest, form: AddressForm, address: ReturnAddress | None) -> HttpResponse:
    context = {"form": form, "address": address, "once": request.POST.get("once") or new_once()}
    return render(request, "settings/address_form.html", context, status=form_status(form))
