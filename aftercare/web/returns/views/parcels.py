"""What an agent does for a buyer: tracking number, pick-up, giving up."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.cases.commands.notes import add_note
from aftercare.flow import return_goods
from aftercare.org.rights import Right
from aftercare.returns.commands import sending
from aftercare.returns.terms import State
from aftercare.web.access import needs
from aftercare.web.couriers import PickupForm
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.file import File, open_file
from aftercare.web.returns.forms.parcels import CancelForm, ShipForm
from aftercare.web.returns.page import address_of_page, dialog_context


@needs(Right.RETURNS_SHIP)
@require_http_methods(["GET", "HEAD", "POST"])
def return_ship(request: DeskRequest, number: str) -> HttpResponse:
    """Carrier and tracking number, for the first time or put right."""
    file = open_file(request.actor, number, at=timezone.now())
    form = ShipForm(file.returning, request.POST if request.method == "POST" else None)
    move = sending.correct_tracking if file.returning.state == State.IN_TRANSIT else sending.ship
    told = _("Noted. The dock now expects the parcel.")
    return _asked(
        request,
        file,
        form,
        "returns/ship.html",
        lambda: move(file.returning, form.parcel(), by=file.actor, at=file.at),
        told,
    )


@needs(Right.RETURNS_SHIP)
@require_http_methods(["GET", "HEAD", "POST"])
def return_pickup(request: DeskRequest, number: str) -> HttpResponse:
    """The day on which a courier fetches the goods."""
    file = open_file(request.actor, number, at=timezone.now())
    form = PickupForm(request.POST if request.method == "POST" else None, at=file.at)
    return _asked(request, file, form, "returns/pickup.html", lambda: _booked(file, form), _("Pick-up booked."))


@needs(Right.RETURNS_CANCEL)
@require_http_methods(["GET", "HEAD", "POST"])
def return_cancel(request: DeskRequest, number: str) -> HttpResponse:
    """The buyer gives up."""
    file = open_file(request.actor, number, at=timezone.now())
    form = CancelForm(request.POST if request.method == "POST" else None)
    return _asked(
        request,
        file,
        form,
        "returns/cancel.html",
        lambda: _cancelled(file, form),
        _("Cancelled. Nothing is owed any more."),
    )


def _asked(
    request: DeskRequest, file: File, form: Form, template: str, work: Callable[[], object], told: Text
) -> HttpResponse:
    """The dialog; when it is answered, the work once, and back to the return."""
    if form.is_valid():
        with refusals_into(form):
            answer = do_once(
                request, lambda: _done(work, address_of_page(request, file.returning.number)), by=file.actor
            )
            say(request, told)
            return answer
    return render(request, template, dialog_context(request, file, form), status=form_status(form))


def _done(work: Callable[[], object], page: str) -> str:
    work()
    return page


def _booked(file: File, form: PickupForm) -> None:
    sending.book_pickup(file.returning, form.day, form.span, by=file.actor, at=file.at)


def _cancelled(file: File, form: CancelForm) -> None:
    returning = return_goods.cancel(file.returning, by=file.actor, at=file.at)
    if form.cleaned_data["note"].strip():
        add_note(returning.case, form.cleaned_data["note"], for_buyer=False, by=file.actor, at=file.at)
