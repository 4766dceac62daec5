"""Working calendars: hours of a week, a season with others, days from data or a file."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS as WEEKDAYS_LONG
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.clocks.rules.sources import days_in_csv, published_days, with_days
from aftercare.clocks.rules.templates import WEEKS
from aftercare.clocks.rules.writing import BadHours, read_spans, write_spans
from aftercare.clocks.terms import Season, WorkCalendar
from aftercare.web.kit.parts import Option

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LABELS = [WEEKDAYS_LONG[n] for n in range(7)]
MOST_BYTES = 200_000


def _hours(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs={"class": "s"}))


class HoursForm(forms.Form):
    """The hours of a calendar, beside its days."""

    zone = forms.ChoiceField(label=_("Time zone"))
    always_open = forms.BooleanField(
        label=_("Day and night"), required=False, help_text=_("Every minute counts; the hours below do not.")
    )
    season_name = forms.CharField(
        label=_("Season with other hours"),
        required=False,
        max_length=40,
        help_text=_("For example summer; every year."),
    )
    season_first = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    season_last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    season_hours = _hours(_("Hours on its working days"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [(name, name) for name in sorted(available_timezones())]
        season = {name: self.fields.pop(name) for name in list(self.fields) if name.startswith("season")}
        for weekday, label in zip(WEEKDAYS, LABELS, strict=True):
            self.fields[weekday] = _hours(label)
        self.fields["monday"].help_text = _("Like 9:00–12:00, 13:30–18:00; empty is closed.")
        self.fields.update(season)

    def body(self, now: WorkCalendar) -> WorkCalendar:
        """The answers as a calendar with the days of the one that holds now; raises BadHours."""
        said = self.cleaned_data
        week = tuple(read_spans(said[weekday], field=weekday) for weekday in WEEKDAYS)
        return WorkCalendar(said["zone"], week, now.days, self._seasons(week), said["always_open"])

    def _seasons(self, week: tuple[Any, ...]) -> tuple[Season, ...]:
        said = self.cleaned_data
        if not (said["season_name"] and said["season_first"] and said["season_last"]):
            return ()
        hours = read_spans(said["season_hours"], field="season_hours")
        first, last = said["season_first"], said["season_last"]
        hours_of_week = tuple(hours if spans else () for spans in week)
        return (Season(said["season_name"], (first.month, first.day), (last.month, last.day), hours_of_week),)


class NewCalendarForm(forms.Form):
    """A calendar's name, zone and the week that it begins with."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    region = forms.CharField(label=_("Region"), required=False, max_length=60)
    zone = forms.ChoiceField(label=_("Time zone"))
    week = forms.ChoiceField(
        label=_("Begins with"),
        choices=[
            ("office", Option(_("Office hours"), _("9:00–18:00, Monday to Friday"))),
            ("two_shifts", Option(_("Two shifts"), _("9:00–17:00 and 11:00–19:00, weekends off"))),
            ("three_shifts", Option(_("Three shifts"), _("8:00–16:00, 11:00–19:00, 14:00–22:00, weekends too"))),
            ("always", Option(_("Day and night"))),
        ],
        widget=forms.RadioSelect,
        initial="office",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [(name, name) for name in sorted(available_timezones())]
        zone.initial = settings.TIME_ZONE

    def body(self) -> WorkCalendar:
        """The answers as a calendar."""
        said = self.cleaned_data
        if said["week"] == "always":
            return WorkCalendar(said["zone"], always_open=True)
        return WorkCalendar(said["zone"], WEEKS[said["week"]])


class DaysForm(forms.Form):
    """Holidays and make-up workdays, from published data or a file."""

    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("Two letters. CN brings the make-up workdays, too."),
        widget=forms.TextInput(attrs={"class": "s"}),
    )
    region = forms.CharField(
        label=_("State or province"),
        required=False,
        max_length=10,
        help_text=_("Its code, where holidays differ by it."),
    )
    first_year = forms.IntegerField(label=_("From year"), required=False, min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("To year"), required=False, min_value=2000, max_value=2100)
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        help_text=_("Lines of date, name, hours; without hours the day is closed."),
    )

    def body(self, now: WorkCalendar) -> WorkCalendar:
        """The calendar that holds now with these days; raises BadHours."""
        said = self.cleaned_data
        if said["file"]:
            return with_days(now, days_in_csv(self._text()))
        if not (said["country"] and said["first_year"]):
            raise BadHours(_("Name a country and a year, or choose a file."), field="country")
        years = range(said["first_year"], (said["last_year"] or said["first_year"]) + 1)
        return with_days(now, published_days(said["country"].upper(), years, region=said["region"]))

    def _text(self) -> str:
        content: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BadHours(_("The file is too large."), field="file")
        return content.decode("utf-8-sig", errors="replace")


def hours_answers(body: WorkCalendar) -> dict[str, Any]:
    """What the form of hours begins with."""
    told: dict[str, Any] = {"zone": body.zone, "always_open": body.always_open}
    told |= {name: write_spans(spans) for name, spans in zip(WEEKDAYS, body.week, strict=True)}
    if body.seasons:
        season, year = body.seasons[0], 2024
        told |= {
            "season_name": season.name,
            "season_first": date(year, *season.first),
            "season_last": date(year, *season.last),
            "season_hours": write_spans(next((spans for spans in season.week if spans), ())),
        }
    return told
