"""Asking for a repair: which article, what is wrong with it, photos [SCP-05]."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.cases.terms import Channel
from aftercare.customers.commands import learn_language
from aftercare.returns.commands.repairing import RepairWish, ask_repair
from aftercare.returns.queries.offering import offers_of
from aftercare.web.kit.toasts import say
from aftercare.web.once import do_once, new_once
from aftercare.web.portal.forms import RepairForm
from aftercare.web.portal.wishes import Wish
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.uploads import photos_of, upload_of


def repair(request: DeskRequest, wish: Wish) -> HttpResponse:
    """The form; what is sent twice is asked once."""
    at = timezone.now()
    (offer,) = offers_of([wish.order], at=at)
    form = RepairForm(offer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return do_once(request, lambda: _ask(request, wish, form, at), by=wish.actor)
    context = {
        "wish": wish,
        "form": form,
        "repairs": offer.repairs,
        "upload": upload_of("photos", _("Add photos"), hint=_("They help us see what is wrong.")),
        "once": request.POST.get("once") or new_once(),
    }
    return render(request, "portal/repair.html", context, status=form_status(form))


def _ask(request: DeskRequest, wish: Wish, form: RepairForm, at: datetime) -> str:
    said = form.cleaned_data
    photos = photos_of(request, "photos", by=wish.actor, at=at)
    learn_language(wish.order.customer, get_language() or "")
    wanted = RepairWish(int(said["line"]), said["quantity"], said["remark"], photos)
    asked = ask_repair(wish.order, wanted, by=wish.actor, at=at)
    told = _("Thank you. Your repair has the number %(number)s; a colleague will agree with you on what and when.")
    say(request, told % {"number": asked.task.number})
    return reverse("portal-list") if wish.channel == Channel.PORTAL else wish.url("repair")
