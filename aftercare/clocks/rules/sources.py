"""Holidays and make-up workdays from published data, and from a CSV file."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from typing import Any

from aftercare.clocks.rules.writing import BadHours, read_spans
from aftercare.clocks.terms import Day, Span, WorkCalendar
from aftercare.kernel.words import gettext_noop as _

CHINA = "CN"
_MOST_DAYS = 5000


def _data(module: str) -> Any:
    """The published data, loaded when somebody asks: it costs every process 20 MB that only the settings need."""
    return import_module(module)


class UnknownYear(BadHours):
    """The days of this year, or of this country, are not in the data that is installed."""

    code = "unknown_year"


def published_days(country: str, years: Iterable[int], *, language: str = "", region: str = "") -> dict[date, Day]:
    """The public holidays of a country by date; they are closed. China's come with their make-up workdays apart."""
    wanted = list(years)
    if country == CHINA:
        return _china(wanted)
    try:
        found = _data("holidays").country_holidays(
            country, subdiv=region or None, years=wanted, language=language or None
        )
    except NotImplementedError as unknown:
        raise UnknownYear(_("There is no data for “%(country)s”."), field="country", country=country) from unknown
    return {on: Day(name) for on, name in sorted(found.items()) if on.year in wanted}


def with_days(calendar: WorkCalendar, days: dict[date, Day]) -> WorkCalendar:
    """The calendar with more exceptions; a make-up workday without hours gets those of an ordinary workday."""
    usual = next((spans for spans in calendar.week if spans), ())
    filled = {on: Day(day.name, usual) if day.spans == MAKE_UP else day for on, day in days.items()}
    return WorkCalendar(
        calendar.zone, calendar.week, {**calendar.days, **filled}, calendar.seasons, calendar.always_open
    )


MAKE_UP = (Span(-1, -1),)
"""Stands for the hours of an ordinary workday until the calendar is known."""

MADE_UP = "调休"
"""How calendars keep a make-up workday that came from the published data; pages say it in the reader's language."""


def days_in_csv(text: str) -> dict[date, Day]:
    """Lines of date, name, hours: no hours mean closed. Raises BadHours with the line that cannot be read."""
    found: dict[date, Day] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text.lstrip("\N{BOM}"))), start=1):
        if not row or not row[0].strip() or (number == 1 and not row[0].strip()[:1].isdigit()):
            continue
        if number > _MOST_DAYS:
            raise BadHours(_("At most %(most)d lines."), field="file", most=_MOST_DAYS)
        on = _date(row[0], number)
        if on in found:
            raise BadHours(_("Line %(line)d: %(on)s stands there twice."), field="file", line=number, on=on.isoformat())
        found[on] = Day(_cell(row, 1)[:80], read_spans(_cell(row, 2), field="file"))
    return found


def _china(years: list[int]) -> dict[date, Day]:
    data = _data("chinese_calendar")
    known = {on.year for on in data.holidays}
    for year in years:
        if year not in known:
            sentence = _("The holidays of %(year)d in China are not in the data that is installed.")
            raise UnknownYear(sentence, field="first_year", year=year)
    closed = {on: Day(str(data.Holiday(name).chinese)) for on, name in data.holidays.items() if on.year in years}
    made_up = {on: Day(MADE_UP, MAKE_UP) for on in data.workdays if on.year in years}
    return dict(sorted({**closed, **made_up}.items()))


def _date(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        sentence = _("Line %(line)d: “%(text)s” is not a date like 2026-10-01.")
        raise BadHours(sentence, field="file", line=line, text=text.strip()[:30]) from None


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if len(row) > place else ""
