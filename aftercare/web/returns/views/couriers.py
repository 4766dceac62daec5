"""Couriers that are booked, parcels that are more than one, and scans that a colleague writes down."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.flow.scans import take_scans
from aftercare.org.rights import Right
from aftercare.parcels.queries.tracking import tracked_of
from aftercare.returns.commands import sending
from aftercare.web.access import needs
from aftercare.web.couriers import PickupForm
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import File, open_file
from aftercare.web.returns.forms.parcels import CallOffForm, MissedForm, ScanForm, ShipForm
from aftercare.web.returns.page import address_of_page, dialog_context

DIALOG = ["GET", "HEAD", "POST"]


@needs(Right.RETURNS_SHIP)
@require_http_methods(DIALOG)
def pickup_change(request: DeskRequest, number: str) -> HttpResponse:
    """Another day or time."""
    file = open_file(request.actor, number, at=timezone.now())
    form = PickupForm(_posted(request), at=file.at)
    return _asked(
        request, file, form, (_("Another time for the courier"), _("Book this time")),
        lambda: sending.change_pickup(file.returning, form.day, form.span, by=file.actor, at=file.at),
    )  # fmt: skip


@needs(Right.RETURNS_SHIP)
@require_http_methods(DIALOG)
def pickup_off(request: DeskRequest, number: str) -> HttpResponse:
    """No courier after all."""
    file = open_file(request.actor, number, at=timezone.now())
    hint = _("Another courier may be booked, or the buyer sends the parcel himself.")
    return _asked(
        request, file, CallOffForm(_posted(request)), (_("Call the courier off?"), _("Call off")),
        lambda: sending.call_off_pickup(file.returning, by=file.actor, at=file.at), hint=hint,
    )  # fmt: skip


@needs(Right.RETURNS_SHIP)
@require_http_methods(DIALOG)
def pickup_missed(request: DeskRequest, number: str) -> HttpResponse:
    """The courier did not come, or found nobody."""
    file = open_file(request.actor, number, at=timezone.now())
    form = MissedForm(_posted(request))
    hint = _("Another courier may be booked, or the buyer sends the parcel himself.")
    return _asked(
        request, file, form, (_("The courier did not come"), _("Write it down")),
        lambda: sending.miss_pickup(file.returning, form.cleaned_data["remark"], by=file.actor, at=file.at), hint=hint,
    )  # fmt: skip


@needs(Right.RETURNS_SHIP)
@require_http_methods(DIALOG)
def parcel_add(request: DeskRequest, number: str) -> HttpResponse:
    """One more parcel of the same return."""
    file = open_file(request.actor, number, at=timezone.now())
    form = ShipForm(file.returning, _posted(request))
    form.initial = {}
    return _asked(
        request, file, form, (_("One more parcel"), _("Add the parcel")),
        lambda: sending.add_parcel(file.returning, form.parcel(), by=file.actor, at=file.at),
    )  # fmt: skip


@needs(Right.SCANS_RECORD)
@require_http_methods(DIALOG)
def scan(request: DeskRequest, number: str) -> HttpResponse:
    """What the carrier's own page says, written down."""
    file = open_file(request.actor, number, at=timezone.now())
    form = ScanForm([tracked.parcel for tracked in tracked_of(file.returning.case_id)], _posted(request))
    hint = "" if form.parcels else _("None of the carriers is set up, so nothing can be written down for them.")
    return _asked(request, file, form, (_("Write a scan down"), _("Write down")), lambda: _scan(file, form), hint=hint)


def _scan(file: File, form: ScanForm) -> None:
    carrier = form.parcel().carrier
    assert carrier
    take_scans(carrier, [form.event()], by=file.actor, at=file.at)


def _posted(request: DeskRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asked(
    request: DeskRequest,
    file: File,
    form: Form,
    words: tuple[Text, Text],
    work: Callable[[], object],
    *,
    hint: Text = "",
) -> HttpResponse:
    """The dialog; when it is answered, the work, and back to the return. Each of the works may be repeated."""
    if form.is_valid():
        with refusals_into(form):
            work()
            say(request, _("Noted."))
            return go(request, address_of_page(request, file.returning.number))
    title, button = words
    context = {**dialog_context(request, file, form), "title": title, "button": button, "hint": hint}
    return render(request, "returns/ask.html", context, status=form_status(form))
