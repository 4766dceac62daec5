"""Carriers, service points, and the times of the watch."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.org.commands.points import set_point
from aftercare.org.models import ServicePoint
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.queries.points import points
from aftercare.org.rights import Right
from aftercare.parcels.commands.carriers import set_carrier
from aftercare.parcels.commands.watching import set_watch
from aftercare.parcels.models import Carrier
from aftercare.parcels.queries.tracking import carriers
from aftercare.parcels.queries.watching import watch_of
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.carriers import (
    CarrierForm,
    PointForm,
    WatchForm,
    carrier_answers,
    carrier_mark,
    point_answers,
    watch_answers,
)
from aftercare.web.settings.sections import CARRIERS, section_page
from aftercare.web.tracking import CARRIER_KIND

BY_NAME = Key("name", newest_first=False, of="text")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.CARRIERS_MANAGE)
def carrier_list(request: DeskRequest) -> HttpResponse:
    """Carriers, points, and what each merchant decided about the watch."""
    page = page_of(request, merchants_visible_to(request.actor), BY_NAME)
    times = watch_of(merchant.pk for merchant in page.rows)
    context = {
        "carriers": [(one, CARRIER_KIND[one.kind]) for one in carriers()],
        "points": points(),
        "watches": [(merchant, times[merchant.pk]) for merchant in page.rows],
        "pager": page.pager(),
        "may_watch": request.actor.may(Right.MERCHANTS_MANAGE),
    }
    return section_page(request, CARRIERS, "settings/carriers.html", context)


@require_http_methods(DIALOG)
@needs(Right.CARRIERS_MANAGE)
def carrier_new(request: DeskRequest) -> HttpResponse:
    """One more carrier."""
    return _carrier(request, None)


@require_http_methods(DIALOG)
@needs(Right.CARRIERS_MANAGE)
def carrier_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """What holds for a carrier from now on."""
    return _carrier(request, get_object_or_404(Carrier, pk=pk))


@require_http_methods(DIALOG)
@needs(Right.CARRIERS_MANAGE)
def point_new(request: DeskRequest) -> HttpResponse:
    """One more service point."""
    return _point(request, None)


@require_http_methods(DIALOG)
@needs(Right.CARRIERS_MANAGE)
def point_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """What holds for a service point from now on."""
    return _point(request, get_object_or_404(ServicePoint, pk=pk))


@require_http_methods(DIALOG)
@needs(Right.MERCHANTS_MANAGE)
def watch_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """When a merchant's returns that stand still are told of."""
    merchant = get_object_or_404(merchants_visible_to(request.actor), pk=pk)
    form = WatchForm(request.POST or None, initial=watch_answers(watch_of([pk])[pk]))
    seen = Seen(request, lambda: watch_answers(watch_of([pk])[pk]))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_watch(merchant, form.times(), by=request.actor, at=timezone.now())
            return _saved(request)
    return _form(request, form, _("Standing still at “%(name)s”") % {"name": merchant})


def _carrier(request: DeskRequest, carrier: Carrier | None) -> HttpResponse:
    form = CarrierForm(request.POST or None, initial=carrier_answers(carrier))
    seen = Seen(request, lambda: carrier_mark(carrier))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_carrier(carrier, form.choice(), by=request.actor, at=timezone.now())
            return _saved(request)
    return _form(request, form, str(carrier) if carrier else _("New carrier"))


def _point(request: DeskRequest, point: ServicePoint | None) -> HttpResponse:
    form = PointForm(request.POST or None, initial=point_answers(point))
    seen = Seen(request, lambda: point_answers(point and ServicePoint.objects.get(pk=point.pk)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_point(point, form.choice(), by=request.actor, at=timezone.now())
            return _saved(request)
    return _form(request, form, str(point) if point else _("New service point"))


def _saved(request: DeskRequest) -> HttpResponse:
    say(request, _("Saved."))
    return go(request, reverse("settings-carriers"))


def _form(request: DeskRequest, form: CarrierForm | PointForm | WatchForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))
