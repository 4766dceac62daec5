"""Hotlines in words, for buyers and for the settings alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.clocks.queries.hotlines import Line, at_the_moment, shown_to_buyers
from aftercare.web.kit import dates


@dataclass(frozen=True)
class HotlineRow:
    """A line as a buyer reads it; `dialled` is the number without what only the eye needs."""

    name: str
    number: str
    dialled: str
    is_toll_free: bool
    is_open: bool
    words: str
    people: Sequence[str]


def lines_for_buyers(merchant_id: int | None, now: datetime) -> list[HotlineRow]:
    """The numbers that a merchant's buyers may ring, and whether somebody answers now."""
    return [_row(line, now) for line in at_the_moment(shown_to_buyers(merchant_id), now)]


def line_words(line: Line, now: datetime) -> str:
    """“Open day and night”, “Open now, until 18:00”, “Closed now; opens Mon 9:00”."""
    if line.now.changes_at is None:
        return _("Open day and night, 365 days a year")
    told = {"time": dates.short(line.now.changes_at, now)}
    return _("Open now, until %(time)s") % told if line.now.is_open else _("Closed now; opens %(time)s") % told


def _row(line: Line, now: datetime) -> HotlineRow:
    told = line.hotline
    dialled = re.sub(r"[^+0-9]", "", told.number)
    words = line_words(line, now)
    return HotlineRow(told.name, told.number, dialled, told.is_toll_free, line.now.is_open, words, told.people)
