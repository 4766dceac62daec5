"""Pages behind an opaque cursor: the place of the last row seen, so that new rows never shift a page."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError
from aftercare.rows.keyset import beyond

M = TypeVar("M", bound=Model)


class BadCursor(DomainError):
    """The cursor was not made here."""

    code = "bad_cursor"


@dataclass(frozen=True)
class Place:
    """A row's place in the list: its time (when it was applied for, or arose), and its id, which breaks ties."""

    at: datetime
    id: int


def cursor_of(place: Place) -> str:
    """The place as text that means nothing to others."""
    return urlsafe_b64encode(f"{place.at.isoformat()}|{place.id}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place:
    """The place that a cursor stands for; raises BadCursor."""
    refusal = BadCursor(_("This cursor is not one of ours. Start again from the first page."), field="cursor")
    try:
        when, _bar, pk = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        at = datetime.fromisoformat(when)
        place = Place(at.astimezone(UTC), int(pk))
    except (ValueError, OverflowError, binascii.Error) as bad:
        raise refusal from bad
    if at.tzinfo is None or not 0 < place.id < 2**63:
        raise refusal
    return place


def after(rows: QuerySet[M], cursor: str | None, by: str) -> QuerySet[M]:
    """The rows that follow the cursor's in the order newest first by a time; all of them without a cursor."""
    if not cursor:
        return rows
    place = place_of(cursor)
    return rows.filter(beyond({by: place.at, "pk": place.id}, upwards=False))


def page_of(request: HttpRequest, rows: QuerySet[M], limit: int, by: str) -> tuple[list[M], str | None]:
    """The first rows up to the limit, and the address of those that follow; None when there are none."""
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    query = request.GET.copy()
    query["cursor"] = cursor_of(Place(getattr(last, by), last.pk))
    return found[:limit], f"{request.path}?{query.urlencode()}"
