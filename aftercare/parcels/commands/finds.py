"""Parcels that nobody expected: written down, matched, and what becomes of them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.org.rights import Right
from aftercare.parcels.commands.pickups import running_number
from aftercare.parcels.commands.telling import Told, tell_parcel
from aftercare.parcels.lifecycle import FIND
from aftercare.parcels.models import Find, Parcel
from aftercare.parcels.queries.finds import open_find_of
from aftercare.parcels.rules.tracking import is_number, plain_number
from aftercare.parcels.terms import Direction, FindKind, FindState
from aftercare.rows.whole import whole


class BadFind(DomainError):
    """What was told of a find does not do."""

    code = "bad_find"


@dataclass(frozen=True)
class Found:
    """What can be seen of a parcel: what stands on it, what is in it, where it was put."""

    tracking_number: str = ""
    carrier: str = ""
    label_text: str = ""
    contents: str = ""
    shelf: str = ""


@whole()
def record_find(found: Found, *, case: Case | None = None, by: Actor, at: datetime) -> Find:
    """A parcel that nobody expected; with a case, goods of a return that has ended. Told twice it stays one."""
    _check_right(by, Right.GOODS_RECEIVE, case)
    number = plain_number(found.tracking_number)
    if not (number or found.label_text.strip() or found.contents.strip() or case):
        raise BadFind(_("Write down what stands on the parcel or what is in it."), field="label_text")
    if number and not is_number(number):
        raise BadFind(_("A tracking number has 4 to 60 letters and digits."), field="tracking_number")
    known = open_find_of(case.pk) if case else None
    if known:
        return known
    find = Find.objects.create(
        number=running_number("FP", at),
        kind=FindKind.LATE if case else FindKind.UNKNOWN,
        case=case,
        merchant_id=case.merchant_id if case else None,
        carrier_name=found.carrier.strip()[:60],
        tracking_number=number,
        label_text=found.label_text.strip()[:300],
        contents=found.contents.strip()[:500],
        shelf=found.shelf.strip()[:60],
        found_at=at,
        found_by=by.key,
        found_by_name=by.name,
        state=FindState.WAITING,
        state_since=at,
    )
    after = {"number": find.number, "kind": find.kind, "tracking_number": number, "shelf": find.shelf}
    record(Fact("parcels.find.record", find.label, by, at, stream=find.stream, after=after))
    return find


@whole()
def match_find(find: Find, case: Case, *, by: Actor, at: datetime) -> Find:
    """What the parcel belongs to is known now; it still waits for what becomes of it."""
    _check_right(by, Right.FINDS_DECIDE, case)
    other = open_find_of(case.pk)
    if other and other.pk != find.pk:
        raise BadFind(_("Another find, %(number)s, belongs to this case already."), field="number", number=other.number)
    return move(
        find, "match", FIND, by=by, at=at, case=case, merchant_id=case.merchant_id,
        decided_at=None, decided_by="", decided_by_name="",
    )  # fmt: skip


@whole()
def keep_find(find: Find, reason: str, *, by: Actor, at: datetime) -> Find:
    """It lies here at its owner's disposal, who fetches it or says where it goes."""
    return _decide(find, "keep", reason, by=by, at=at)


@whole()
def hand_out_find(find: Find, reason: str, *, by: Actor, at: datetime) -> Find:
    """Its owner fetched it, or it was disposed of as he said."""
    return _decide(find, "hand_out", reason, by=by, at=at)


@whole()
def send_find_back(find: Find, parcel: Told, reason: str, *, by: Actor, at: datetime) -> tuple[Find, Parcel | None]:
    """It goes back to who sent it; where its case is known, the buyer sees the parcel that comes to him."""
    find = _decide(find, "send_back", reason, by=by, at=at)
    if find.case is None:
        return find, None
    sent = Told(parcel.carrier, parcel.number, Direction.OUT, freight_by_us=True)
    return find, tell_parcel(find.case, sent, by=by, at=at)


@whole()
def take_in_find(find: Find, reason: str, *, by: Actor, at: datetime) -> Find:
    """Its goods are taken in after all, for the case that it belongs to."""
    if find.case_id is None:
        raise BadFind(_("First say which return this parcel belongs to."), field="number")
    return _decide(find, "take_in", reason, by=by, at=at)


def _decide(find: Find, action: str, reason: str, *, by: Actor, at: datetime) -> Find:
    find = locked(find)
    _check_right(by, Right.FINDS_DECIDE, find.case)
    why = reason.strip()[:500]
    if not why:
        raise BadFind(_("Say why: it stays on record."), field="reason")
    return move(
        find,
        action,
        FIND,
        by=by,
        at=at,
        note=why,
        reason=why,
        decided_at=at,
        decided_by=by.key,
        decided_by_name=by.name,
    )


def _check_right(by: Actor, right: Right, case: Case | None) -> None:
    reaches = by.serves(case.merchant_id) if case else by.merchants is None
    if not (by.may(right) and reaches):
        raise NotAllowed(_("You do not have the right to do this."))
