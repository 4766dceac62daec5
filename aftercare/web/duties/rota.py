"""Weekend duty: which days open, who is there, and to whom rest is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.clocks.models import Calendar
from aftercare.duties.commands import rota
from aftercare.duties.models import OnDuty, RotaDay
from aftercare.duties.queries.rota import calendars_ahead, coming_days, is_there, rest_given, rest_owed
from aftercare.org.models import Member
from aftercare.org.queries.members import colleagues_who_may
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.duties.frame import dialog, tabs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import refusals_into
from aftercare.web.requests import DeskRequest

DIALOG = ["GET", "HEAD", "POST"]
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_MOST = 100


@dataclass(frozen=True)
class DayRow:
    """A weekend day that is open; its people, each with whether he still works here."""

    day: RotaDay
    people: Sequence[tuple[OnDuty, bool]]
    is_bare: bool


class OpenForm(forms.Form):
    """A weekend day that opens."""

    calendar = forms.ModelChoiceField(label=gettext_lazy("Calendar"), queryset=Calendar.objects.none())
    on = forms.DateField(label=gettext_lazy("Saturday or Sunday"), widget=_DAY)
    hours = forms.CharField(
        label=gettext_lazy("Open"), max_length=120, help_text=gettext_lazy("Such as 9:00–12:00, 13:30–18:00.")
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is on duty"),
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calendar, people = self.fields["calendar"], self.fields["people"]
        assert isinstance(calendar, forms.ModelChoiceField)
        assert isinstance(people, forms.ModelMultipleChoiceField)
        calendar.queryset, people.queryset = Calendar.objects.order_by("name"), members


class PersonForm(forms.Form):
    """One more."""

    member = forms.ModelChoiceField(label=gettext_lazy("Who is on duty"), queryset=Member.objects.none())

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = members


class RestForm(forms.Form):
    """When."""

    on = forms.DateField(label=gettext_lazy("Day off on"), widget=_DAY)


@require_safe
@needs(Right.DUTIES_WORK)
def rota_page(request: DeskRequest) -> HttpResponse:
    """The coming weekend days, the rest that is owed, and what was given."""
    today = timezone.localdate()
    may_rehearse = request.actor.may(Right.DUTIES_MANAGE) and request.actor.may(Right.CLOCKS_MANAGE)
    context = {
        "days": [_day(day) for day in coming_days(today)[:_MOST]],
        "ahead": calendars_ahead() if may_rehearse else [],
        "owed": list(rest_owed(request.actor, today)[:_MOST]),
        "given": list(rest_given(request.actor)[:20]),
        "may_manage": request.actor.may(Right.DUTIES_MANAGE),
        "tabs": tabs(request, "rota"),
    }
    return render(request, "duties/rota.html", context)


def _day(day: RotaDay) -> DayRow:
    people = [(person, is_there(person)) for person in day.people.all()]
    return DayRow(day, people, is_bare=not any(there for _person, there in people))


@require_POST
@needs(Right.CLOCKS_MANAGE)
def rota_rehearse(request: DeskRequest, pk: int) -> HttpResponse:
    """What the hours of the rota would do to promises that run already; decided on the page of the change."""
    calendar = get_object_or_404(Calendar, pk=pk)
    change = rota.rehearse_running(calendar, by=request.actor, at=timezone.now())
    return go(request, reverse("settings-change", args=[change.pk]))


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def rota_new(request: DeskRequest) -> HttpResponse:
    """Open a weekend day."""
    form = OpenForm(request.POST or None, members=colleagues_who_may(Right.DUTIES_WORK))
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            people = list(said["people"])
            rota.open_day(said["calendar"], said["on"], said["hours"], people, by=request.actor, at=timezone.now())
            say(request, _("The day is open for what begins from now on; who is on duty is told."))
            return go(request, reverse("duty-rota"))
    return dialog(request, form, _("Open a weekend day"), _("Open"))


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def rota_add(request: DeskRequest, pk: int) -> HttpResponse:
    """One more is on duty."""
    day = get_object_or_404(RotaDay.objects.select_related("calendar"), pk=pk)
    form = PersonForm(request.POST or None, members=colleagues_who_may(Right.DUTIES_WORK))
    if form.is_valid():
        with refusals_into(form):
            rota.put_on_duty(day, form.cleaned_data["member"], by=request.actor, at=timezone.now())
            return go(request, reverse("duty-rota"))
    return dialog(request, form, _("On duty on %(day)s") % {"day": day.on.isoformat()}, _("Add"))


@require_POST
@needs(Right.DUTIES_MANAGE)
def rota_off(request: DeskRequest, pk: int) -> HttpResponse:
    """He does not work that day after all."""
    rota.take_off_duty(
        get_object_or_404(OnDuty.objects.select_related("day"), pk=pk), by=request.actor, at=timezone.now()
    )
    say(request, _("Taken off. A day without anybody on duty is closed again."))
    return go(request, reverse("duty-rota"))


@require_http_methods(DIALOG)
@needs(Right.DUTIES_MANAGE)
def rota_rest(request: DeskRequest, pk: int) -> HttpResponse:
    """He has a day off for it."""
    person = get_object_or_404(OnDuty.objects.select_related("day", "member"), pk=pk)
    form = RestForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            rota.take_rest(person, form.cleaned_data["on"], by=request.actor, at=timezone.now())
            return go(request, reverse("duty-rota"))
    return dialog(request, form, _("Rest of %(name)s") % {"name": person.member}, _("Give"))
