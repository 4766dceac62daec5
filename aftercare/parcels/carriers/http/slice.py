"""A push: `{"events": [{"id": …, "tracking_number": …, "status": …, "at": …, "place": …, "note": …}, …]}`."""

import json
from typing import Any

from aftercare.kernel.words import gettext_noop as _
from aftercare.parcels.carriers.contract import Slice, Unreadable
from aftercare.parcels.rules.reading import read_scan
from aftercare.parcels.terms import CarrierKind, Event, Reading, Reject

MOST_EVENTS = 1000
_NAMES = {"id": "event_id"}


def read_push(content: bytes) -> Reading:
    """Every event of the push, good or not; raises Unreadable when it is no push."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as bad:
        raise Unreadable(_("The body is no JSON.")) from bad
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list):
        raise Unreadable(_("The body must be an object with a list named “events”."))
    if len(events) > MOST_EVENTS:
        raise Unreadable(_("At most %(count)d events at once."), count=MOST_EVENTS)
    found = [_read(event, place) for place, event in enumerate(events, 1)]
    return Reading([one for one in found if isinstance(one, Event)], [one for one in found if isinstance(one, Reject)])


def _read(event: Any, place: int) -> Event | Reject:
    if not isinstance(event, dict):
        return Reject(place, _("An event must be an object."))
    said = {_NAMES.get(str(name), str(name)): value for name, value in event.items() if isinstance(value, str)}
    if not said.get("event_id", "").strip():
        return Reject(place, _("An event must have an id as text."))
    return read_scan({name: value.replace("\0", "") for name, value in said.items()}, place)


HTTP = Slice(CarrierKind.HTTP, read_push, is_posted=True)
