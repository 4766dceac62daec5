"""What a buyer does on his case: send, have fetched, refuse at the door, give up."""

from collections.abc import Callable

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.flow import dispatching
from aftercare.flow.return_goods import cancel as cancel_return
from aftercare.returns.commands import sending
from aftercare.returns.commands.labelling import make_label
from aftercare.returns.queries.dispatching import gone_dispatch
from aftercare.returns.queries.freight import label_for
from aftercare.returns.terms import DispatchState, Method
from aftercare.web.couriers import PickupForm
from aftercare.web.kit.toasts import go, say
from aftercare.web.portal.doors import Door
from aftercare.web.portal.forms import CancelForm, ParcelForm
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest


def ship(request: DeskRequest, door: Door) -> HttpResponse:
    """The parcel is on its way, or was refused at the door and travels back by itself."""
    prepaid = label_for(door.returning)
    known = {"carrier": prepaid.carrier.name, "tracking_number": prepaid.tracking_number} if prepaid else {}
    form = ParcelForm(request.POST or None, initial=known)
    method = Method.REFUSED_DELIVERY if door.returning.not_received else Method.OWN
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            sending.ship(door.returning, form.parcel(method), by=door.actor, at=timezone.now())
            return _done(request, door, _("Thank you. The dock expects your parcel now."))
    return _dialog(request, door, form, "portal/ship.html")


def label(request: DeskRequest, door: Door) -> HttpResponse:
    """A prepaid label, made once."""
    made = make_label(door.returning, by=door.actor, at=timezone.now())
    return _done(
        request, door, _("Your label has the number %(number)s. Print it below.") % {"number": made.tracking_number}
    )


def correct(request: DeskRequest, door: Door) -> HttpResponse:
    """A mistyped carrier or number is put right."""
    known = {"carrier": door.returning.carrier, "tracking_number": door.returning.tracking_number}
    form = ParcelForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            sending.correct_tracking(door.returning, form.parcel(), by=door.actor, at=timezone.now())
            return _done(request, door, _("Corrected."))
    return _dialog(request, door, form, "portal/correct.html")


def pickup(request: DeskRequest, door: Door) -> HttpResponse:
    """A courier shall fetch the parcel."""
    at = timezone.now()
    form = PickupForm(request.POST or None, at=at)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            sending.book_pickup(door.returning, form.day, form.span, by=door.actor, at=at)
            return _done(request, door, _("Booked. Have the parcel ready with the slip in it."))
    return _dialog(request, door, form, "portal/pickup.html")


def pickup_change(request: DeskRequest, door: Door) -> HttpResponse:
    """Another day or time for the courier."""
    at = timezone.now()
    form = PickupForm(request.POST or None, at=at)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            sending.change_pickup(door.returning, form.day, form.span, by=door.actor, at=at)
            return _done(request, door, _("Booked. Have the parcel ready with the slip in it."))
    return _dialog(request, door, form, "portal/pickup.html")


def pickup_off(request: DeskRequest, door: Door) -> HttpResponse:
    """No courier after all."""
    return _without_courier(request, door, sending.call_off_pickup, _("Call the courier off?"))


def pickup_missed(request: DeskRequest, door: Door) -> HttpResponse:
    """The courier did not come: book another one, or send the parcel oneself."""
    return _without_courier(request, door, sending.miss_pickup, _("The courier did not come"))


def _without_courier(request: DeskRequest, door: Door, work: Callable[..., object], title: str) -> HttpResponse:
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_into(form):
            work(door.returning, by=door.actor, at=timezone.now())
            return _done(request, door, _("Noted. Book another time, or send the parcel yourself."))
    return _dialog(request, door, form, "portal/no_courier.html", title=title)


def cancel(request: DeskRequest, door: Door) -> HttpResponse:
    """The buyer keeps his goods after all; asked twice, since a cancelled return does not come back."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_into(form):
            cancel_return(door.returning, by=door.actor, at=timezone.now())
            return _done(request, door, _("The return is cancelled."))
    return _dialog(request, door, form, "portal/cancel.html")


def confirm(request: DeskRequest, door: Door) -> HttpResponse:
    """The buyer has the new goods; said twice, it is true once [RET-55]."""
    dispatch = gone_dispatch(door.returning.case_id)
    if dispatch is None:
        raise Http404
    if dispatch.state == DispatchState.SHIPPED:
        dispatching.confirm(dispatch, by=door.actor, at=timezone.now())
    return _done(request, door, _("Thank you. Enjoy your new goods."))


def _done(request: DeskRequest, door: Door, sentence: str) -> HttpResponse:
    say(request, sentence)
    return go(request, door.home)


def _dialog(request: DeskRequest, door: Door, form: Form, template: str, *, title: str = "") -> HttpResponse:
    base = "kit/_dialog.html" if request.headers.get("HX-Request") else "portal/dialog_page.html"
    context = {"door": door, "returning": door.returning, "form": form, "dialog_base": base, "title": title}
    return render(request, template, context, status=form_status(form))
