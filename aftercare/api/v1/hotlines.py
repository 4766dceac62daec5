"""Hotlines, for a shop that shows them itself."""

from datetime import datetime

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from aftercare.api.auth import Key
from aftercare.api.requests import KeyRequest
from aftercare.clocks.queries.hotlines import Line, at_the_moment, shown_to_buyers
from aftercare.org.rights import Right

router = Router(tags=["hotlines"])


class HotlineOut(BaseModel):
    """A number to ring. `changes_at` is when it closes or opens next; without one it is open day and night."""

    name: str
    number: str
    is_toll_free: bool
    is_open: bool
    changes_at: datetime | None
    contacts: list[str]


class Hotlines(BaseModel):
    """The numbers that buyers may ring now."""

    items: list[HotlineOut]


@router.get("", auth=Key(Right.REASONS_SEE, Right.CLOCKS_SEE), response=Hotlines, summary="List hotlines")
def listing(request: KeyRequest) -> Hotlines:
    """The numbers shown to the buyers of this key's merchant; those that serve all merchants for other keys."""
    merchants = request.actor.merchants
    merchant = next(iter(merchants)) if merchants and len(merchants) == 1 else None
    return Hotlines(items=[_out(line) for line in at_the_moment(shown_to_buyers(merchant), timezone.now())])


def _out(line: Line) -> HotlineOut:
    told = line.hotline
    return HotlineOut(
        name=told.name,
        number=told.number,
        is_toll_free=told.is_toll_free,
        is_open=line.now.is_open,
        changes_at=line.now.changes_at,
        contacts=told.people,
    )
