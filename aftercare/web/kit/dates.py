"""Times as people of each language write them: short in tables, full on demand; always local time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from aftercare.moves.refusals import said_day

FORMATS = {
    "en": {"when": "j M H:i", "year": "j M Y H:i", "full": "l, j F Y, H:i"},
    "zh": {"when": "m-d H:i", "year": "Y-m-d H:i", "full": "Y 年 n 月 j 日 l H:i"},
    "es": {"when": "j b H:i", "year": "j b Y H:i", "full": r"l, j \d\e F \d\e Y, H:i"},
}
"""Django date format strings by language; Chinese uses digits in tables, Spanish writes months small."""

SPOKEN = {
    "en": ("l, j F", "l, j F Y"),
    "zh": ("n 月 j 日（l）", "Y 年 n 月 j 日（l）"),
    "es": (r"l, j \d\e F", r"l, j \d\e F \d\e Y"),
}
"""A day in a sentence, without and with its year."""


_CLOCK = "H:i"
"""What every format above ends with."""


@lru_cache(maxsize=4096)
def _day_words(on: date, kind: str, language: str) -> str:
    """The day's part of a time. Kept, since a list says the same days over and over, and looking names up is slow."""
    return dateformat.format(on, FORMATS.get(language[:2], FORMATS["en"])[kind].removesuffix(_CLOCK))


@lru_cache(maxsize=8192)
def _kept(at: datetime, kind: str, language: str, zone: tzinfo, year: int | None) -> str:
    """A time in words; a short one has its year when it is not `year`. Kept, since lists show the same rows again."""
    local = at.astimezone(zone) if timezone.is_aware(at) else at
    if kind == "when" and year not in (None, local.year):
        kind = "year"
    words = f"{_day_words(local.date(), kind, language)}{local:%H:%M}"
    return f"{words} {local.tzname() or ''}".strip() if kind == "full" else words


def _written(at: datetime, kind: str, year: int | None = None) -> str:
    return _kept(at, kind, get_language() or "en", timezone.get_current_timezone(), year)


@dataclass(frozen=True)
class Clock:
    """A reader's language, zone and moment, asked once for a page that writes hundreds of times."""

    language: str
    zone: tzinfo
    year: int

    def short(self, at: datetime) -> str:
        """As `short` writes it."""
        return _kept(at, "when", self.language, self.zone, self.year)

    def full(self, at: datetime) -> str:
        """As `full` writes it."""
        return _kept(at, "full", self.language, self.zone, None)


def clock_at(now: datetime) -> Clock:
    """How the reader of this request tells times."""
    return Clock(get_language() or "en", timezone.get_current_timezone(), _local(now).year)


def _local(at: datetime) -> datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


def short(at: datetime, now: datetime | None = None) -> str:
    """“11 Mar 16:20”; the year is added when it is not the year of `now`."""
    return _written(at, "when", _local(now).year if now else None)


def dated(at: datetime) -> str:
    """“11 Mar 2026 16:20”, whatever the year is now."""
    return _written(at, "year")


def full(at: datetime) -> str:
    """“Wednesday, 11 March 2026, 16:20 UTC”, for the title of a short time."""
    return _written(at, "full")


def day(on: date) -> str:
    """“11 Mar 2026”."""
    return said_day(_local(on) if isinstance(on, datetime) else on)


def spoken(on: date, now: datetime) -> str:
    """“Thursday, 19 March”, for sentences; the year is added when it is not the year of `now`."""
    short_form, with_year = SPOKEN.get((get_language() or "en")[:2], SPOKEN["en"])
    return dateformat.format(on, short_form if _local(now).year == on.year else with_year)


def ago(at: datetime, now: datetime) -> str:
    """How long before `now`, in one unit: “3 h ago”; “in 2 d” when it lies ahead."""
    gap = now - at
    words = span(abs(gap))
    if abs(gap) < timedelta(minutes=1):
        return _("just now")
    return _("%(span)s ago") % {"span": words} if gap > timedelta(0) else _("in %(span)s") % {"span": words}


def span(gap: timedelta) -> str:
    """A length of time in its largest unit, rounded down: “42 min”, “3 h”, “5 days”."""
    minutes = int(gap.total_seconds() // 60)
    if minutes < 60:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 24 * 60:
        return _("%(count)s h") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
