"""A return for somebody on the phone: find the order, choose the pieces, say why."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.cases.terms import Channel
from aftercare.catalog.queries import shown_reasons
from aftercare.flow.on_the_spot import give_address
from aftercare.flow.requests import apply, kind_for
from aftercare.notifications.commands.inbound import file_mail
from aftercare.notifications.models import InboundMail
from aftercare.notifications.queries.inbound import visible_to as mails_visible_to
from aftercare.notifications.terms import MailState
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import visible_to
from aftercare.org.queries.authority import limit_of
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application
from aftercare.returns.models import Return
from aftercare.returns.queries.duplicates import similar_open
from aftercare.returns.queries.offering import offers_of, returns_of_orders
from aftercare.returns.terms import State
from aftercare.web.access import needs
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.returns.forms.on_the_spot import OnTheSpotForm
from aftercare.web.returns.forms.opening import FindOrderForm, OpenForm
from aftercare.web.uploads import photos_of, upload_of

MOST_ORDERS = 20
"""One number may be used by several shops; more than these would not be read."""


@needs(Right.RETURNS_OPEN)
@require_safe
def return_new(request: DeskRequest) -> HttpResponse:
    """Find the order by its number; when there is only one, go on at once."""
    form = FindOrderForm(request.GET if "order" in request.GET else None)
    orders: list[Order] = []
    if form.is_valid():
        orders = list(visible_to(request.actor).filter(number=form.cleaned_data["order"])[:MOST_ORDERS])
        if len(orders) == 1:
            return redirect("return-new-for", orders[0].pk)
    context = {"form": form, "orders": orders, "crumbs": _crumbs(_("New return"))}
    return render(request, "returns/find_order.html", context)


@needs(Right.RETURNS_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def return_new_for(request: DeskRequest, order_id: int) -> HttpResponse:
    """Pieces, reason, words and photos; the window is decided and shown before anything is typed."""
    at = timezone.now()
    form = _form(request, order_id, at, request.POST if request.method == "POST" else None)
    spot = _spot(request, form.offer.order)
    if form.is_valid() and form.is_fee_seen():
        with refusals_into(form):
            return do_once(request, lambda: _opened(request, form, spot, at), by=request.actor)
    order, window = form.offer.order, form.offer.window
    may_override = request.actor.may(Right.RETURNS_WINDOW_OVERRIDE)
    context = {
        "form": form,
        "spot": spot,
        "order": order,
        "window": window,
        "may_override": may_override,
        "may_repair": request.actor.may(Right.DUTIES_WORK) and bool(order.shipped_at),
        "may_fill": form.offer.is_sendable and (window.is_open or may_override),
        "earlier": returns_of_orders([order])[order.pk],
        "similar": _similar(order, form, at),
        "upload": upload_of("photos", _("Add photos")),
        "once": new_once(),
        "mail": _mail(request),
        "crumbs": _crumbs(order.number),
    }
    return render(request, "returns/open.html", context, status=form_status(form))


@needs(Right.RETURNS_OPEN)
@require_safe
def return_new_amount(request: DeskRequest, order_id: int) -> HttpResponse:
    """What the chosen pieces would give, computed as the request itself will be."""
    form = _form(request, order_id, timezone.now(), request.GET)
    form.is_valid()
    context = {"form": form, "order": form.offer.order, "is_live": True}
    return render(request, "returns/open.html#amount", context)


def _form(request: DeskRequest, order_id: int, at: datetime, data: object) -> OpenForm:
    order = visible_to(request.actor).filter(pk=order_id).first()
    if order is None:
        raise Http404
    lets_in = request.actor.may(Right.RETURNS_WINDOW_OVERRIDE)
    (offer,), reasons = offers_of([order], at=at), list(shown_reasons(kind_for(order)))
    form = OpenForm(offer, reasons, data, lets_in=lets_in)  # type: ignore[arg-type]
    if form.is_bound:
        form.is_valid()
        form.look_at_fee(form.pieces, at=at)
    return form


def _spot(request: DeskRequest, order: Order) -> OnTheSpotForm | None:
    """What else is asked where the reader may give the return address by himself: he has a limit, and goods are out."""
    if not order.shipped_at or limit_of(request.actor, order.currency) is None:
        return None
    addresses = addresses_visible_to(request.actor).filter(merchant=order.merchant_id, is_active=True)
    return OnTheSpotForm(list(addresses), request.POST if request.method == "POST" else None)


def _opened(request: DeskRequest, form: OpenForm, spot: OnTheSpotForm | None, at: datetime) -> str:
    photos = photos_of(request, "photos", by=request.actor, at=at)
    application = form.application(photos)
    order = form.offer.order
    despite = form.cleaned_data["despite"]
    if spot and spot.is_wanted:
        return _given(request, order, application, spot, despite, at)
    channel = Channel.EMAIL if _mail(request) else Channel.DESK
    returning = apply(kind_for(order), order, application, channel=channel, despite=despite, by=request.actor, at=at)
    _file_mail(request, returning, at)
    is_waiting = returning.state == State.SUBMITTED
    told = _("Opened. A colleague reviews it, since you asked for it yourself.")
    say(request, told if is_waiting else _("Opened, and approved by the merchant's rules."))
    return reverse("return-detail", args=[returning.number])


def _given(
    request: DeskRequest, order: Order, application: Application, spot: OnTheSpotForm, despite: str, at: datetime
) -> str:
    told = spot.cleaned_data
    returning = give_address(
        order,
        application,
        spot.address_meant,
        told["message"],
        why_more=told["why_more"],
        despite=despite,
        by=request.actor,
        at=at,
    )
    _file_mail(request, returning, at)
    is_waiting = returning.state == State.SUBMITTED
    given = _("Opened and approved. The buyer has the return address.")
    say(request, _("Opened. The amount is above your limit, and went up for a decision.") if is_waiting else given)
    return reverse("return-detail", args=[returning.number])


def _mail(request: DeskRequest) -> InboundMail | None:
    """The mail that asks for it and waits to be filed, when the reader came from its page."""
    pk = (request.POST if request.method == "POST" else request.GET).get("mail", "")
    waiting = mails_visible_to(request.actor).filter(state=MailState.WAITING)
    return waiting.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 18 else None


def _file_mail(request: DeskRequest, returning: Return, at: datetime) -> None:
    """The mail that asked for it belongs to the case now."""
    mail = _mail(request)
    if mail:
        file_mail(mail, returning.case, by=request.actor, at=at)


def _similar(order: Order, form: OpenForm, at: datetime) -> Return | None:
    """The open case about the same that a refused request resembles."""
    if "despite" not in form.errors:
        return None
    application = form.application(())
    lines = [want.line_id for want in application.wanted]
    return similar_open(order, lines, reason_id=application.reason.pk, at=at)


def _crumbs(here: str) -> list[Crumb]:
    return [Crumb(_("Returns"), reverse("returns-list")), Crumb(here)]
