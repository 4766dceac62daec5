"""The duties that bring tasks back, and how long deliveries may take."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.duties.commands.duties import add_duty, end_duty, set_steps
from aftercare.duties.models import Duty
from aftercare.duties.queries.tasks import all_duties, distance_steps, looks_of
from aftercare.duties.terms import TaskKind
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.duties.beginning import asked_for, people
from aftercare.web.duties.forms import DistanceForm, DutyForm
from aftercare.web.duties.frame import DIALOG, dialog, tabs
from aftercare.web.duty_words import TASK_KIND, rhythm_words
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.words import ROLE

LOOKED_BACK = timedelta(days=30)


@require_safe
@needs(Right.DUTIES_MANAGE)
def duty_list(request: DeskRequest) -> HttpResponse:
    """What comes back, and when next."""
    duties = list(all_duties())
    watched = [duty.pk for duty in duties if duty.kind == TaskKind.WATCH]
    looks = looks_of(watched, timezone.now() - LOOKED_BACK)
    rows = [
        (duty, TASK_KIND[duty.kind], rhythm_words(duty.rhythm), ROLE.get(duty.role, ""), looks.get(duty.pk))
        for duty in duties
    ]
    context = {"rows": rows, "steps": distance_steps(), "tabs": tabs(request, "recurring")}
    return render(request, "duties/recurring.html", context)


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def duty_new(request: DeskRequest) -> HttpResponse:
    """Something that comes back."""
    initial = asked_for(request) if "customer" in request.GET else {}
    form = DutyForm(request.POST or None, initial=initial, **people(request))
    if form.is_valid():
        with refusals_into(form):
            add_duty(form.duty(), by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("duties-recurring"))
    return dialog(request, form, _("New duty"), _("Add"))


@require_POST
@needs(Right.DUTIES_MANAGE)
def duty_end(request: DeskRequest, pk: int) -> HttpResponse:
    """It does not come back any more."""
    end_duty(get_object_or_404(Duty, pk=pk), by=request.actor, at=timezone.now())
    say(request, _("It does not come back; what is owed already stays owed."))
    return go(request, reverse("duties-recurring"))


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def distances(request: DeskRequest) -> HttpResponse:
    """How long deliveries may take by distance."""
    told = "\n".join(f"{step.up_to_km}: {step.minutes}" for step in distance_steps())
    form = DistanceForm(request.POST or None, initial={"steps": told})
    if form.is_valid():
        with refusals_into(form):
            set_steps(form.cleaned_data["steps"], by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("duties-recurring"))
    return dialog(request, form, _("Delivery times by distance"), _("Save"))
