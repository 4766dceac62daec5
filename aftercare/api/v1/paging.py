"""Pages behind an opaque cursor: the place of the last row seen, so that new rows never shift a page."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError
from aftercare.returns.models import Return


class BadCursor(DomainError):
    """The cursor was not made here."""

    code = "bad_cursor"


@dataclass(frozen=True)
class Place:
    """A row's place in the list: when it was applied for, and its id."""

    applied_at: datetime
    id: int


def cursor_of(place: Place) -> str:
    """The place as text that means nothing to others."""
    return urlsafe_b64encode(f"{place.applied_at.isoformat()}|{place.id}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place:
    """The place that a cursor stands for; raises BadCursor."""
    refusal = BadCursor(_("This cursor is not one of ours. Start again from the first page."), field="cursor")
    try:
        when, _bar, pk = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        applied_at = datetime.fromisoformat(when)
        place = Place(applied_at.astimezone(UTC), int(pk))
    except (ValueError, OverflowError, binascii.Error) as bad:
        raise refusal from bad
    if applied_at.tzinfo is None or not 0 < place.id < 2**63:
        raise refusal
    return place


def after(rows: QuerySet[Return], place: Place) -> QuerySet[Return]:
    """The rows that follow a place in the order newest first. The first condition lets the index find the beginning."""
    earlier = Q(applied_at__lt=place.applied_at) | Q(pk__lt=place.id)
    return rows.filter(earlier, applied_at__lte=place.applied_at)


def next_address(request: HttpRequest, last: Return) -> str:
    """The same address with the cursor of the last row."""
    query = request.GET.copy()
    query["cursor"] = cursor_of(Place(last.applied_at, last.pk))
    return f"{request.path}?{query.urlencode()}"
