"""Open hours as people type them: “9:00–12:00, 13:30–18:00”."""

import re
from collections.abc import Sequence
from itertools import pairwise

from aftercare.clocks.terms import Span
from aftercare.kernel.errors import DomainError
from aftercare.kernel.words import gettext_noop as _

_SPAN = re.compile(r"^(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})$")


class BadHours(DomainError):
    """Hours that nobody can keep."""

    code = "bad_hours"


def read_spans(text: str, *, field: str = "") -> tuple[Span, ...]:
    """The spans of a day, in order; empty text means closed. Raises BadHours with what is wrong."""
    spans = sorted(
        (_span(part, field) for part in re.split(r"[,，;；、\n]", text) if part.strip()), key=lambda s: s.start
    )
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise BadHours(_("Two spans of a day overlap: %(text)s."), field=field, text=write_spans([before, after]))
    return tuple(spans)


def write_spans(spans: Sequence[Span]) -> str:
    """The spans as they are typed."""
    return ", ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in spans)


def _span(text: str, field: str) -> Span:
    found = _SPAN.match(text.strip())
    if not found:
        raise BadHours(
            _("Write hours like 9:00–12:00, 13:30–18:00; “%(text)s” is not."), field=field, text=text.strip()
        )
    first, second = (int(found[1]) * 60 + int(found[2])), (int(found[3]) * 60 + int(found[4]))
    if max(int(found[2]), int(found[4])) > 59 or not 0 <= first < second <= 1440:
        raise BadHours(
            _("“%(text)s” does not end after it begins on the same day; a night is two spans on two days."),
            field=field,
            text=text.strip(),
        )
    return Span(first, second)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
