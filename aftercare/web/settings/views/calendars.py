"""Working calendars: the list, a calendar as a year, and its changes."""

import calendar as months_of
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.clocks.commands.calendars import Overtaken, add_calendar, body_of
from aftercare.clocks.commands.changing import plan_hours
from aftercare.clocks.models import Calendar
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.queries.policies import all_calendars
from aftercare.clocks.rules.calendars import Hours
from aftercare.clocks.rules.writing import write_spans
from aftercare.clocks.terms import WorkCalendar
from aftercare.duties.commands.rota import check_weekends
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go
from aftercare.web.promise_words import day_name
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.settings.forms.calendars import DaysForm, HoursForm, NewCalendarForm, hours_answers
from aftercare.web.settings.sections import CALENDARS, section_page

DIALOG = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class DayCell:
    """A day of the year; `css` tells how it differs from its weekday."""

    number: int
    css: str
    title: str


@dataclass(frozen=True)
class Month:
    """A month as weeks of days; None stands before its first and after its last."""

    name: str
    weeks: list[list[DayCell | None]]


@require_safe
@needs(Right.CLOCKS_MANAGE)
def calendar_list(request: DeskRequest) -> HttpResponse:
    """Every calendar by name."""
    return section_page(request, CALENDARS, "settings/calendars.html", {"rows": list(all_calendars())})


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def calendar_new(request: DeskRequest) -> HttpResponse:
    """Add a calendar."""
    form = NewCalendarForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            made = add_calendar(said["name"], form.body(), region=said["region"], by=request.actor, at=timezone.now())
            return go(request, reverse("settings-calendar", args=[made.pk]))
    context = {"form": form, "title": _("Add a calendar"), "button": _("Add")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_safe
@needs(Right.CLOCKS_MANAGE)
def calendar_year(request: DeskRequest, pk: int) -> HttpResponse:
    """A calendar as a year."""
    found = get_object_or_404(Calendar.objects.select_related("current"), pk=pk)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1990 < int(asked) < 2200 else timezone.localdate().year
    body, hours = body_of(found), hours_of(found.current)
    context = {
        "calendar": found,
        "year": year,
        "months": [_month(year, month, hours) for month in range(1, 13)],
        "weekdays": [WEEKDAYS_ABBR[n] for n in range(7)],
        "week": [write_spans(spans) for spans in body.week],
        "body": body,
        "exceptions": [
            (on, day_name(day.name), write_spans(day.spans)) for on, day in body.days.items() if on.year == year
        ],
        "versions": found.versions.defer("body").order_by("-number")[:20],
    }
    return section_page(request, CALENDARS, "settings/calendar.html", context, crumb=found.name)


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def calendar_hours(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the hours; what runs by them is rehearsed first."""
    found = get_object_or_404(Calendar.objects.select_related("current"), pk=pk)
    body = body_of(found)
    form = HoursForm(request.POST or None, initial=hours_answers(body))
    return _changed(request, found, form, form.body, _("Hours of “%(name)s”") % {"name": found})


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def calendar_days(request: DeskRequest, pk: int) -> HttpResponse:
    """Bring in holidays and make-up workdays."""
    found = get_object_or_404(Calendar.objects.select_related("current"), pk=pk)
    form = DaysForm(request.POST or None, request.FILES or None, initial={"first_year": timezone.localdate().year})
    return _changed(request, found, form, form.body, _("Days of “%(name)s”") % {"name": found}, file=True)


def _changed(
    request: DeskRequest,
    found: Calendar,
    form: Form,
    body: Callable[[WorkCalendar], WorkCalendar],
    title: str,
    *,
    file: bool = False,
) -> HttpResponse:
    if form.is_valid():
        with refusals_into(form):
            now = timezone.now()
            _check_seen(found, request.POST.get("seen", ""))
            wanted = body(body_of(found))
            check_weekends(found, wanted)
            change = plan_hours(found, wanted, by=request.actor, at=now)
            return go(request, reverse("settings-change", args=[change.pk]))
    context: dict[str, Any] = {"form": form, "title": title, "button": _("Forecast the change"), "with_file": file}
    context["seen"] = request.POST.get("seen") or found.current_id
    return render(request, "settings/calendar_form.html", context, status=form_status(form))


def _check_seen(found: Calendar, seen: str) -> None:
    """The form holds the whole week: typed over hours that hold no more, it would undo somebody's change."""
    if seen and seen != str(found.current_id):
        raise Overtaken(_("Somebody changed this meanwhile. Make your change again, then rehearse it."))


def _month(year: int, month: int, hours: Hours) -> Month:
    weeks = months_of.Calendar().monthdatescalendar(year, month)
    return Month(
        str(MONTHS[month]),
        [[_cell(on, hours) if on.month == month else None for on in week] for week in weeks],
    )


def _cell(on: date, hours: Hours) -> DayCell:
    spans, day = hours.spans(on.toordinal()), hours.day_named(on)
    if day:
        usual = hours.calendar.week[on.weekday()]
        css = "holiday" if not spans else "other" if usual else "made-up"
        return DayCell(on.day, css, f"{day_name(day.name)} {write_spans(spans)}".strip())
    return DayCell(on.day, "" if spans else "closed", write_spans(spans))
