"""New goods at the counter: they have come, and who shows their code takes them home."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.flow.hand_in import hand_goods_over
from aftercare.org.rights import Right
from aftercare.returns.commands.fetching import arrive
from aftercare.returns.queries.dispatching import gone_dispatch, lines_of_dispatch
from aftercare.returns.queries.fetching import coming_to, waiting_at
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest


class CodeForm(forms.Form):
    """What the buyer shows."""

    code = forms.CharField(label=gettext_lazy("The buyer's code"), max_length=20)


@require_POST
@needs(Right.POINTS_WORK)
def here(request: DeskRequest, pk: int) -> HttpResponse:
    """The parcel has come; the buyer is told and has a code to show."""
    row = arrive(get_object_or_404(coming_to(request.actor), pk=pk), by=request.actor, at=timezone.now())
    say(request, _("%(number)s lies here now. The buyer has the code.") % {"number": row.case.number})
    return go(request, reverse("points"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.POINTS_WORK)
def hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    """Compare the code, hand the goods over."""
    fetch = get_object_or_404(waiting_at(request.actor), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = CodeForm(posted, initial={"code": request.GET.get("code", "")[:20]})
    if form.is_valid():
        with refusals_into(form):
            hand_goods_over(fetch, form.cleaned_data["code"], by=request.actor, at=timezone.now())
            say(request, _("Handed over. The exchange %(number)s is done.") % {"number": fetch.case.number})
            return go(request, reverse("points"))
    dispatch = gone_dispatch(fetch.case_id)
    lines = list(lines_of_dispatch(dispatch)) if dispatch else []
    context = {"fetch": fetch, "lines": lines, "form": form}
    return render(request, "points/hand_over.html", context, status=form_status(form))
