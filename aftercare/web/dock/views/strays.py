"""What does not come as it should: late goods, parcels without a name, second parcels, goods that go back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.catalog.commands import learn_code
from aftercare.flow.second_parcel import is_for_the_desk, take_second_parcel
from aftercare.org.rights import Right
from aftercare.parcels.commands.finds import Found, record_find
from aftercare.parcels.commands.telling import note_arrival
from aftercare.returns.commands.refused import send_refused
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.docking import at_the_dock
from aftercare.web.access import needs
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

DIALOG = ["GET", "HEAD", "POST"]


class FindForm(forms.Form):
    """What can be seen of a parcel, and where it was put."""

    tracking_number = forms.CharField(label=gettext_lazy("Tracking number"), required=False, max_length=60)
    carrier = forms.CharField(label=gettext_lazy("Carrier"), required=False, max_length=60)
    label_text = forms.CharField(label=gettext_lazy("What stands on it"), required=False, max_length=300)
    contents = forms.CharField(label=gettext_lazy("What is in it"), required=False, max_length=500)
    shelf = forms.CharField(label=gettext_lazy("Shelf"), required=False, max_length=60)

    def found(self) -> Found:
        """The answers in the domain's words."""
        return Found(**self.cleaned_data)


class OutForm(forms.Form):
    """With whom refused goods go to the buyer."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60)


@require_http_methods(DIALOG)
@needs(Right.GOODS_RECEIVE)
def find(request: DeskRequest) -> HttpResponse:
    """A parcel that fits nothing: written down, to be matched later."""
    form = FindForm(_posted(request), initial={"tracking_number": request.GET.get("number", "")[:60]})

    def work() -> str:
        made = record_find(form.found(), by=request.actor, at=timezone.now())
        return _("%(number)s is written down. Write the number on the parcel.") % {"number": made.number}

    return _asked(request, form, (_("Parcel without a name"), _("Write it down")), work)


@require_http_methods(DIALOG)
@needs(Right.GOODS_RECEIVE)
def late(request: DeskRequest, number: str) -> HttpResponse:
    """Goods of a return that has ended: written down, and somebody decides."""
    hint = _("The return has ended. Somebody else decides whether its goods are taken in, kept or sent back.")
    return _write_down(request, _at_dock(request, number), hint)


@require_http_methods(DIALOG)
@needs(Right.GOODS_RECEIVE)
def second(request: DeskRequest, number: str) -> HttpResponse:
    """A second parcel of a return that was counted: a return of its own for what was missing; written down as found
    where a person has to say what it gives.
    """
    returning = _at_dock(request, number)
    if is_for_the_desk(returning):
        hint = _("The amount was agreed with the buyer, so the service desk opens a return for the rest.")
        return _write_down(request, returning, hint)
    form = forms.Form(_posted(request))
    made: list[str] = []

    def work() -> str:
        made.append(take_second_parcel(returning, by=request.actor, at=timezone.now()).number)
        return _("%(rest)s is opened for what was missing. Count it now.") % {"rest": made[0]}

    hint = _("What was missing at the count gets a return of its own, with the same reason and terms.")
    title = _("Second parcel of %(number)s") % {"number": number}
    return _asked(
        request, form, (title, _("Open it and count")), work, hint=hint,
        then=lambda: reverse("dock-count", args=made),
    )  # fmt: skip


@require_http_methods(DIALOG)
@needs(Right.GOODS_RECEIVE)
def send_refused_goods(request: DeskRequest, number: str) -> HttpResponse:
    """What was not accepted goes to the buyer again."""
    returning = _at_dock(request, number)
    form = OutForm(_posted(request))

    def work() -> str:
        parcel = Parcel(form.cleaned_data["carrier"], form.cleaned_data["tracking_number"])
        send_refused(returning, parcel, by=request.actor, at=timezone.now())
        return _("Noted. The stock-out record is written, and the buyer sees the parcel.")

    title = _("Send refused goods of %(number)s back") % {"number": number}
    return _asked(request, form, (title, _("It is on its way")), work)


@require_POST
@needs(Right.GOODS_RECEIVE)
def here(request: DeskRequest, number: str) -> HttpResponse:
    """One more parcel of the return is here."""
    returning = _at_dock(request, number)
    note_arrival(returning.case, request.POST.get("parcel", "")[:60], by=request.actor, at=timezone.now())
    return go(request, reverse("dock-count", args=[number]))


@require_POST
@needs(Right.GOODS_RECEIVE)
def learn(request: DeskRequest, number: str) -> HttpResponse:
    """A bar code that nobody knew stands for one of the lines, from now on."""
    returning = _at_dock(request, number)
    line = next((one for one in lines_of(returning) if str(one.pk) == request.POST.get("line")), None)
    if line is None:
        raise Http404
    learn_code(returning.merchant_id, request.POST.get("code", ""), line.sku, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _write_down(request: DeskRequest, returning: Return, hint: Text) -> HttpResponse:
    """The dialog for a parcel of this return that is here, and about which somebody else decides."""
    form = FindForm(_posted(request), initial={"tracking_number": returning.tracking_number})

    def work() -> str:
        made = record_find(form.found(), case=returning.case, by=request.actor, at=timezone.now())
        return _("%(number)s is written down. Write the number on the parcel.") % {"number": made.number}

    title = _("Goods of %(number)s") % {"number": returning.number}
    return _asked(request, form, (title, _("Write it down")), work, hint=hint)


def _at_dock(request: DeskRequest, number: str) -> Return:
    found = at_the_dock(request.actor).filter(number=number).select_related("reason", "order", "return_address").first()
    if found is None:
        raise Http404
    return found


def _posted(request: DeskRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asked(
    request: DeskRequest,
    form: forms.Form,
    words: tuple[Text, Text],
    work: Callable[[], str],
    *,
    hint: Text = "",
    then: Callable[[], str] = lambda: reverse("dock"),
) -> HttpResponse:
    """The dialog; when it is answered, the work, and on."""
    if form.is_valid():
        with refusals_into(form):
            say(request, work())
            return go(request, then())
    context = {"form": form, "title": words[0], "button": words[1], "hint": hint}
    return render(request, "dock/ask.html", context, status=form_status(form))
