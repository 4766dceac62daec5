"""Whether what is kept of clocks is what their tapes say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aftercare.clocks.models import Calendar, Clock
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.calendars import last_known_day, opens_every_year
from aftercare.clocks.rules.plain import calendar_of, tape_of
from aftercare.clocks.rules.tapes import read

_CHUNK = 2000


@dataclass(frozen=True)
class Differing:
    """A clock whose kept values are not those of its tape."""

    clock: Clock
    said: str
    kept: str


def differing_clocks() -> Iterator[Differing]:
    """Every clock worked out again from its tape and calendar version; those that differ."""
    rows = Clock.objects.select_related("version").defer("version__body").order_by("pk")
    for clock in rows.iterator(chunk_size=_CHUNK):
        try:
            found = read(tape_of(clock.tape), clock.target, hours_of(clock.version))
        except Exception as broken:
            yield Differing(clock, f"nothing that can be worked out ({broken or type(broken).__name__})", clock.state)
            continue
        said = (str(found.state), str(found.owner), found.due_at, found.stopped_at)
        kept = (clock.state, clock.owner, clock.due_at, clock.stopped_at)
        # A sweep notes that a running promise is broken; the tape learns of it with its next event.
        possible = (found.late_at,) if found.late_at else (None, found.due_at)
        if said != kept or clock.late_at not in possible:
            yield Differing(clock, str(said), str(kept))


def calendars_that_end() -> Iterator[tuple[Calendar, date | None]]:
    """Calendars without hours that come back, with their last day; after it their promises count day and night."""
    for calendar in Calendar.objects.filter(current__isnull=False).select_related("current").order_by("name"):
        assert calendar.current is not None
        body = calendar_of(calendar.current.body)
        if not opens_every_year(body):
            yield calendar, last_known_day(body)
