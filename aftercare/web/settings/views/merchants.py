"""Merchants: who sells, in which shops, under which return policy."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.kernel.actor import Actor
from aftercare.orders.queries.promises import promises_of
from aftercare.org.commands.merchants import add_merchant, add_shop, edit_merchant, rename_shop
from aftercare.org.models import Merchant, Shop
from aftercare.org.queries.merchants import (
    addresses_visible_to,
    merchants_visible_to,
    shop_counts,
    shops_visible_to,
)
from aftercare.org.rights import Right
from aftercare.returns.queries.detail import policies_of, policy_of
from aftercare.web.access import needs
from aftercare.web.decision_words import LAW
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.merchants import (
    EditMerchant,
    NewMerchant,
    NewShop,
    RenameShop,
)
from aftercare.web.settings.rows import MerchantRow, PromiseRow, address_row
from aftercare.web.settings.sections import MERCHANTS, section_page
from aftercare.web.words import PAYS_OUT

BY_NAME = Key("name", newest_first=False, of="text")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.MERCHANTS_MANAGE)
def merchant_list(request: DeskRequest) -> HttpResponse:
    """All merchants, by name."""
    page = page_of(request, merchants_visible_to(request.actor), BY_NAME)
    ids = [merchant.pk for merchant in page.rows]
    shops, policies = shop_counts(ids), policies_of(ids)
    rows = [MerchantRow(merchant, shops.get(merchant.pk, 0), policies[merchant.pk]) for merchant in page.rows]
    return section_page(request, MERCHANTS, "settings/merchants.html", {"rows": rows, "pager": page.pager()})


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def merchant_new(request: DeskRequest) -> HttpResponse:
    """Add a merchant."""
    form = NewMerchant(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            merchant = add_merchant(said["code"], said["name"], by=request.actor, at=timezone.now())
            say(request, _("“%(name)s” is added. Next: its shops and its return policy.") % {"name": merchant})
            return go(request, _url(merchant))
    return _dialog(request, form, _("Add a merchant"), _("Add"))


@require_safe
@needs(Right.MERCHANTS_MANAGE)
def merchant(request: DeskRequest, pk: int) -> HttpResponse:
    """One merchant: shops, policy, return addresses."""
    found = _merchant(request.actor, pk)
    addresses, policy = addresses_visible_to(request.actor).filter(merchant=found), policy_of(found.pk)
    context = {
        "merchant": found,
        "shops": shops_visible_to(request.actor).filter(merchant=found),
        "policy": policy,
        "money_goes": PAYS_OUT[policy.refund_trigger],
        "law": LAW.get(policy.law, ""),
        "addresses": [address_row(address) for address in addresses],
        "promises": [PromiseRow(one) for one in promises_of(found.pk)],
    }
    return section_page(request, MERCHANTS, "settings/merchant.html", context, crumb=found.name)


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def merchant_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Rename a merchant, or close it."""
    found = _merchant(request.actor, pk)
    form = EditMerchant(request.POST or None, initial=_answers(found))
    seen = Seen(request, lambda: _answers(_merchant(request.actor, pk)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            edit_merchant(found, **form.cleaned_data, by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, _url(found))
    return _dialog(request, form, _("Change “%(name)s”") % {"name": found}, _("Save"))


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def shop_new(request: DeskRequest, pk: int) -> HttpResponse:
    """Add a shop to a merchant."""
    found = _merchant(request.actor, pk)
    form = NewShop(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            shop = add_shop(found, **form.cleaned_data, by=request.actor, at=timezone.now())
            say(request, _("“%(name)s” is added.") % {"name": shop})
            return go(request, _url(found))
    return _dialog(request, form, _("Add a shop of “%(name)s”") % {"name": found}, _("Add"))


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def shop_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Rename a shop."""
    shop = get_object_or_404(shops_visible_to(request.actor), pk=pk)
    form = RenameShop(request.POST or None, initial={"name": shop.name, "platform": shop.platform})
    seen = Seen(request, lambda: Shop.objects.values("name", "platform").get(pk=pk))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            rename_shop(shop, **form.cleaned_data, by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, _url(shop.merchant))
    return _dialog(request, form, _("Rename “%(name)s”") % {"name": shop}, _("Save"))


def _answers(merchant: Merchant) -> dict[str, object]:
    return {"name": merchant.name, "is_active": merchant.is_active}


Forms = NewMerchant | EditMerchant | NewShop | RenameShop


def _dialog(request: DeskRequest, form: Forms, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    return render(request, "settings/form.html", context, status=form_status(form))


def _merchant(actor: Actor, pk: int) -> Merchant:
    return get_object_or_404(merchants_visible_to(actor), pk=pk)


def _url(merchant: Merchant) -> str:
    return reverse("settings-merchant", args=[merchant.pk])
