"""Hotlines: a number, and when somebody answers it."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from aftercare.clocks.models import Calendar, Hotline
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.rows.whole import apart, whole

_NUMBER = re.compile(r"^\+?[0-9][0-9 ()./-]{1,38}$")


class BadHotline(DomainError):
    """A line that nobody could ring."""

    code = "bad_hotline"


@dataclass(frozen=True)
class HotlineChoice:
    """A hotline's answers; without a calendar somebody answers day and night."""

    name: str
    number: str
    is_toll_free: bool = False
    calendar_id: int | None = None
    merchant_id: int | None = None
    contacts: str = ""
    is_shown: bool = True


@whole()
def set_hotline(hotline: Hotline | None, choice: HotlineChoice, *, by: Actor, at: datetime) -> Hotline:
    """Add a line, or change one. The contacts stay out of the journal: they are people's numbers."""
    if not choice.name.strip():
        raise BadHotline(_("Give it a name."), field="name")
    if not _NUMBER.match(choice.number.strip()):
        raise BadHotline(_("Write the number in digits, as buyers shall dial it."), field="number")
    if choice.calendar_id and not Calendar.objects.filter(pk=choice.calendar_id, current__isnull=False).exists():
        raise BadHotline(_("Choose a calendar that has hours."), field="calendar")
    told = {name: value for name, value in asdict(choice).items() if name != "contacts"}
    row = Hotline.objects.select_for_update().get(pk=hotline.pk) if hotline else Hotline()
    before = {name: getattr(row, name) for name in told} if hotline else {}
    for name, value in asdict(choice).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    try:
        with apart():
            row.save()
    except IntegrityError:
        raise BadHotline(_("There is a hotline of this name already."), field="name") from None
    kind = "clocks.hotline.edit" if hotline else "clocks.hotline.add"
    record(Fact(kind, f"clocks.hotline:{row.pk}", by, at, before=before, after=told))
    return row
