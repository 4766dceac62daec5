"""One line of the list, ready to be printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.terms import TURN_IN, Shown, State, Turn
from aftercare.web.kit.parts import Text
from aftercare.web.words import KIND, SHOWN, TURN, Word

RIGHT_IN_TURN: dict[Turn, Right] = {
    Turn.OPERATIONS: Right.RETURNS_REVIEW,
    Turn.DOCK: Right.GOODS_RECEIVE,
    Turn.FINANCE: Right.REFUNDS_APPROVE,
    Turn.CASHIER: Right.PAYOUTS_RECORD,
}
"""Who holds the right may take the turn."""

VOID = (Shown.REJECTED, Shown.CLOSED)
"""Ended without money: the amount is what was asked for, and nothing is owed."""

AWAITED = (State.APPROVED, State.PICKUP_BOOKED)


@dataclass(frozen=True)
class Row:
    """A return in the list. `minor` counts minor units of `currency`; `due_on` is the goods' last day."""

    pk: int
    number: str
    url: str
    state: Word
    turn: Text
    is_mine: bool
    since: datetime | None
    due_on: date | None
    is_late: bool
    kind: Text
    goods: str
    minor: int
    currency: str
    is_void: bool
    merchant: str
    order_number: str
    applied_at: datetime
    reviewed_at: datetime | None
    ordered_at: datetime


def rows_of(found: Iterable[Return], actor: Actor, *, query: str, at: datetime) -> list[Row]:
    """The list's lines; `query` is carried along so that the page of a return knows its neighbours."""
    return [_row(returning, actor, query, at) for returning in found]


def one_currency(found: Iterable[Return]) -> str:
    """The currency that all rows share, for the column's head; empty when they differ."""
    currencies = {returning.currency for returning in found}
    return currencies.pop() if len(currencies) == 1 else ""


def is_turn_of(actor: Actor, returning: Return) -> bool:
    """Whether the return waits for somebody with this actor's rights, and he did not ask for it himself."""
    right = RIGHT_IN_TURN.get(TURN_IN.get(State(returning.state), Turn.NOBODY))
    return right is not None and actor.may(right) and returning.applied_by != actor.key


def turn_word(actor: Actor, returning: Return) -> Text:
    """Whose turn it is, as this reader says it."""
    if is_turn_of(actor, returning):
        return _("You")
    return TURN[TURN_IN.get(State(returning.state), Turn.NOBODY)]


def _row(returning: Return, actor: Actor, query: str, at: datetime) -> Row:
    url = reverse("return-detail", args=[returning.number])
    is_open = State(returning.state) in TURN_IN
    due_on = returning.goods_due_on if returning.state in AWAITED else None
    return Row(
        pk=returning.pk,
        number=returning.number,
        url=f"{url}?{query}" if query else url,
        state=SHOWN[returning.shown],
        turn=turn_word(actor, returning),
        is_mine=is_turn_of(actor, returning),
        since=returning.state_since if is_open else None,
        due_on=due_on,
        is_late=due_on is not None and due_on < timezone.localdate(at),
        kind=KIND.get(returning.kind, returning.kind),
        goods=returning.goods,
        minor=returning.total_minor,
        currency=returning.currency,
        is_void=returning.shown in VOID,
        merchant=returning.merchant.name,
        order_number=returning.order_number,
        applied_at=returning.applied_at,
        reviewed_at=returning.reviewed_at,
        ordered_at=returning.ordered_at,
    )
