"""The buyer agrees to a deduction, or does not."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.returns.commands.deducting import answer_deduction
from aftercare.returns.queries.deductions import open_deduction
from aftercare.returns.terms import Answer
from aftercare.web.kit.toasts import go, say
from aftercare.web.portal.doors import Door
from aftercare.web.portal.forms import CancelForm
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest


def answer(request: DeskRequest, door: Door) -> HttpResponse:
    """What the seller wants to keep and why, with two buttons; either answer stays on record."""
    asked = open_deduction(door.returning)
    if asked is None:
        raise Http404
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_into(form):
            said = Answer.AGREED if request.POST.get("answer") == Answer.AGREED else Answer.REFUSED
            answer_deduction(door.returning, said, by=door.actor, at=timezone.now())
            agreed, refused = _("Thank you. You agreed."), _("You did not agree. We look at your request again.")
            say(request, agreed if said == Answer.AGREED else refused)
            return go(request, door.home)
    base = "kit/_dialog.html" if request.headers.get("HX-Request") else "portal/dialog_page.html"
    context = {"door": door, "returning": door.returning, "form": form, "asked": asked, "dialog_base": base}
    return render(request, "portal/deduction.html", context, status=form_status(form))
