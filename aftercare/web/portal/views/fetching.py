"""Where the buyer wants his new goods: at a shop of his choice, or at home."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.org.models import ServicePoint
from aftercare.returns.commands.fetching import choose_point
from aftercare.returns.queries.fetching import choices_of, fetch_of
from aftercare.web.kit.parts import Option
from aftercare.web.kit.toasts import go, say
from aftercare.web.portal.doors import Door
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

HOME = ""


class FetchForm(forms.Form):
    """One of the points that hand goods out, or none of them."""

    point = forms.ChoiceField(label=gettext_lazy("Where?"), widget=forms.RadioSelect, required=False)

    def __init__(self, data: object, points: list[ServicePoint], chosen: int | None) -> None:
        super().__init__(data, initial={"point": str(chosen or HOME)})  # type: ignore[arg-type]
        self.points = {str(point.pk): point for point in points}
        listed = [(pk, Option(one.name, f"{one.street}, {one.city}")) for pk, one in self.points.items()]
        self.fields["point"].choices = [  # type: ignore[attr-defined]
            (HOME, Option(_("Send it to me"), _("To the address of your order."))), *listed
        ]  # fmt: skip

    @property
    def chosen(self) -> ServicePoint | None:
        """The point of his choice."""
        return self.points.get(self.cleaned_data["point"])


def fetch(request: DeskRequest, door: Door) -> HttpResponse:
    """He chooses, and may choose again until the goods have left."""
    points, chosen = choices_of(door.returning), fetch_of(door.returning.case_id)
    if not points:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = FetchForm(posted, points, chosen.point_id if chosen else None)
    if form.is_valid():
        with refusals_into(form):
            choose_point(door.returning, form.chosen, by=door.actor, at=timezone.now())
            said = _("You fetch it there. We tell you when it has come.") if form.chosen else _("It is sent to you.")
            say(request, said)
            return go(request, door.home)
    base = "kit/_dialog.html" if request.headers.get("HX-Request") else "portal/dialog_page.html"
    context = {"door": door, "returning": door.returning, "form": form, "dialog_base": base}
    return render(request, "portal/fetch.html", context, status=form_status(form))
