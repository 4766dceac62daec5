"""The counter of a service point: scan a slip, take the goods over, print the receipt, send them on."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.flow.hand_in import give_goods_back, hand_in_goods
from aftercare.org.models import ServicePoint
from aftercare.org.queries.points import points_of
from aftercare.org.rights import Right
from aftercare.parcels.commands.handins import MOST_PIECES, Handed, send_on
from aftercare.parcels.commands.telling import Told
from aftercare.parcels.queries.handins import handed_in, lying_here
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.fetching import coming_to, fetched_with, waiting_at
from aftercare.returns.queries.sending import to_hand_in
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.tracking import HAND_IN_STATE

SHORT = 20


class TakeForm(forms.Form):
    """At which point, how many pieces, and how they look."""

    point = forms.ModelChoiceField(ServicePoint.objects.none(), label=gettext_lazy("Service point"), empty_label=None)
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"), min_value=1, max_value=MOST_PIECES)
    condition = forms.CharField(label=gettext_lazy("As it looks"), required=False, max_length=300)

    def __init__(self, *args: Any, request: DeskRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].queryset = points_of(request.actor).filter(takes_returns=True)  # type: ignore[attr-defined]

    def handed(self) -> Handed:
        """What lies on the counter."""
        return Handed(self.cleaned_data["pieces"], self.cleaned_data["condition"])


class SendForm(forms.Form):
    """With whom the goods travel on."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60)


class BackForm(forms.Form):
    """Why the goods are given back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@require_safe
@needs(Right.POINTS_WORK)
def counter(request: DeskRequest) -> HttpResponse:
    """Scan a slip; below, what lies here and what was taken over last."""
    text = request.GET.get("scan", "")[:60]
    if text and to_hand_in(text):
        return redirect("point-take", text.strip().upper())
    to_fetch = fetched_with(request.actor, text)
    if to_fetch:
        return redirect(f"{reverse('point-hand-over', args=[to_fetch.pk])}?{urlencode({'code': text})}")
    context = {
        "coming": list(coming_to(request.actor)[:SHORT]),
        "waiting": list(waiting_at(request.actor)[:SHORT]),
        "text": text,
        "lying": list(lying_here(request.actor)[:SHORT]),
        "last": [(row, HAND_IN_STATE[row.state]) for row in handed_in(request.actor)[:SHORT]],
    }
    return render(request, "points/counter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.POINTS_WORK)
def take(request: DeskRequest, number: str) -> HttpResponse:
    """The pieces of the slip, counted over the counter; the receipt opens next."""
    returning = to_hand_in(number)
    if returning is None:
        raise Http404
    lines = lines_of(returning)
    posted = request.POST if request.method == "POST" else None
    form = TakeForm(posted, request=request, initial={"pieces": sum(line.quantity for line in lines)})
    if form.is_valid():
        with refusals_into(form):
            return _taken(request, returning, form)
    return render(
        request, "points/take.html", {"returning": returning, "lines": lines, "form": form}, status=form_status(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.POINTS_WORK)
def back(request: DeskRequest, pk: int) -> HttpResponse:
    """The buyer takes his goods home again; his receipt says so."""
    row = get_object_or_404(lying_here(request.actor), pk=pk)
    form = BackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_into(form):
            give_goods_back(row, form.cleaned_data["reason"], by=request.actor, at=timezone.now())
            say(request, _("Given back. The receipt %(number)s says so now.") % {"number": row.number})
            return go(request, reverse("points"))
    context = {
        "form": form,
        "title": _("Give %(number)s back to the buyer") % {"number": row.number},
        "hint": _("The return waits for the goods again; the buyer may send them, bring them again, or cancel."),
        "button": _("Given back"),
    }
    return render(request, "points/dialog.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.POINTS_WORK)
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """The goods travel on to the dock."""
    row = get_object_or_404(lying_here(request.actor), pk=pk)
    form = SendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_into(form):
            told = Told(form.cleaned_data["carrier"], form.cleaned_data["tracking_number"])
            send_on(row, told, by=request.actor, at=timezone.now())
            say(request, _("Noted. The dock now expects the parcel."))
            return go(request, reverse("points"))
    context = {"form": form, "title": _("Send %(number)s on") % {"number": row.number}, "button": _("It is on its way")}
    return render(request, "points/dialog.html", context, status=form_status(form))


def _taken(request: DeskRequest, returning: Return, form: TakeForm) -> HttpResponse:
    receipt = hand_in_goods(returning, form.cleaned_data["point"], form.handed(), by=request.actor, at=timezone.now())
    say(request, _("Taken over. Print receipt %(number)s for the buyer.") % {"number": receipt.number})
    return go(request, reverse("points"))
