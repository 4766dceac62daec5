"""The step bar: the way of this return, with who did what when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.kernel.actor import ActorKind
from aftercare.returns.queries.reviews import Decided, reviews_in
from aftercare.returns.terms import WITHOUT_GOODS, State
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Step, StepState, Text
from aftercare.web.returns.file import File
from aftercare.web.system_names import named
from aftercare.web.words import DISPATCH_STATE, HOLD, METHOD

_REACHED_WITHOUT_GOODS = {
    State.SUBMITTED: 1,
    State.REVIEW_AGAIN: 2,
    State.INSPECTED: 2,
    State.REFUNDING: 3,
    State.COMPLETED: 4,
}
_REACHED = {
    State.SUBMITTED: 1,
    State.APPROVED: 2,
    State.PICKUP_BOOKED: 2,
    State.IN_TRANSIT: 3,
    State.RECEIVED: 4,
    State.REVIEW_AGAIN: 5,
    State.INSPECTED: 5,
    State.REFUNDING: 6,
    State.COMPLETED: 7,
}
"""How many of the steps lie behind a return in this state."""

_REACHED_IN_EXCHANGE = {
    **{state: done for state, done in _REACHED.items() if done < 5},
    State.GOODS_OWED: 2,
    State.INSPECTED: 5,
    State.PICKING: 5,
    State.SHIPPED: 6,
    State.COMPLETED: 7,
}


_WAITS = (State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT)


@dataclass(frozen=True)
class _Mark:
    """A step before it is known where the return stands; labels are nouns, true before, while and after."""

    label: Text
    at: datetime | None = None
    who: Text = ""
    note: Text = ""


def steps(file: File) -> list[Step]:
    """The steps from the request to the money, or to where the return ended early."""
    state = State(file.returning.state)
    if state in _reached(file):
        return _way(file, state)
    return _cut_short(file, state)


def _reached(file: File) -> Mapping[State, int]:
    if file.returning.is_swap:
        return _REACHED_IN_EXCHANGE
    return _REACHED_WITHOUT_GOODS if file.returning.kind in WITHOUT_GOODS else _REACHED


def _way(file: File, state: State) -> list[Step]:
    if file.returning.refund_ahead_at:
        return _ahead(file)
    marks, reached = _marks(file), _reached(file)[state]
    again = reviews_in(file.entries).again
    if state == State.REVIEW_AGAIN:
        marks.insert(reached, _Mark(_("Second review"), note=_("sent back by finance")))
    elif again:
        marks.insert(_reached(file)[State.REVIEW_AGAIN], _Mark(_("Second review"), again.at, again.who))
        reached += 1
    here = StepState.WAIT if state in _WAITS else StepState.NOW
    done = [_step(mark, StepState.DONE) for mark in marks[:reached]]
    now = [_step(mark, here) for mark in marks[reached : reached + 1]]
    return [*done, *now, *[Step(mark.label, StepState.TODO) for mark in marks[reached + 1 :]]]


def _ahead(file: File) -> list[Step]:
    """The money goes before the goods: what is done is told by its time, in the order in which it happened."""
    request, review, *goods, finance, payout = _marks(file)
    first = payout.at or file.returning.refund_ahead_at
    before = [mark for mark in goods if mark.at and first and mark.at < first]
    after = [mark for mark in goods if mark not in before]
    marks = [request, review, *before, finance, payout, *after]
    at_work = next((mark for mark in (finance, payout) if not mark.at), None)
    waited = next((mark for mark in goods if not mark.at), None)
    states = {id(at_work): StepState.NOW, id(waited): StepState.WAIT}
    return [_step(mark, StepState.DONE if mark.at else states.get(id(mark), StepState.TODO)) for mark in marks]


def _cut_short(file: File, state: State) -> list[Step]:
    """What was done before, and how it ended."""
    returning = file.returning
    passed = [mark for mark in _marks(file) if mark.at and mark.at < returning.state_since]
    ends: dict[State, _Mark] = {
        State.REJECTED: _Mark(_("Rejected"), returning.state_since, returning.reviewed_by_name),
        State.REFUSED: _Mark(_("Goods refused"), returning.state_since, returning.received_by_name),
        State.CANCELLED: _Mark(_("Cancelled"), returning.state_since),
        State.LAPSED: _Mark(_("Lapsed"), returning.state_since, note=_("the goods never came")),
    }
    return [*[_step(mark, StepState.DONE) for mark in passed], _step(ends[state], StepState.BAD)]


def _marks(file: File) -> list[_Mark]:
    returning, refund, payout = file.returning, file.refund, file.payout
    goods = [] if returning.kind in WITHOUT_GOODS else _goods_marks(file)
    end = (
        _sending_marks(file)
        if returning.is_swap
        else [
            _Mark(
                _("Finance review"),
                refund.approved_at if refund else None,
                refund.approved_by_name if refund else "",
            ),
            _Mark(_("Payout"), payout.paid_at if payout else None, payout.paid_by_name if payout else ""),
        ]
    )
    request = _Mark(_("Request"), returning.applied_at, colleague_who_applied(file) or _("Buyer"))
    return [request, _reviewed(file), *goods, *end]


def _sending_marks(file: File) -> list[_Mark]:
    """The new goods of an exchange, on their way and at the buyer's."""
    dispatch = file.dispatch
    sent = _Mark(_("New goods"))
    if dispatch:
        note = dispatch.carrier or HOLD[dispatch.hold] or DISPATCH_STATE[dispatch.state].label
        sent = _Mark(_("New goods"), dispatch.shipped_at, dispatch.shipped_by_name, note)
    return [sent, _Mark(_("Buyer's receipt"), file.returning.completed_at)]


def _goods_marks(file: File) -> list[_Mark]:
    returning = file.returning
    return [
        _Mark(_("Return shipping"), returning.shipped_at, note=_sending(file)),
        _Mark(_("Receipt"), returning.received_at, returning.received_by_name, _expected(file)),
        _Mark(_("Inspection"), returning.inspected_at, returning.received_by_name if returning.inspected_at else ""),
    ]


def _reviewed(file: File) -> _Mark:
    """The first review; a return from another system's books may have its decision without an entry of its own."""
    returning, label = file.returning, _("Operations review")
    first = reviews_in(file.entries).first
    if first is None and returning.reviewed_at:
        first = Decided(returning.reviewed_at, returning.reviewed_by_name)
    return _Mark(label, first.at, first.who) if first else _Mark(label)


def _sending(file: File) -> str:
    returning = file.returning
    if returning.shipped_at:
        return returning.carrier
    if returning.state == State.PICKUP_BOOKED and returning.pickup_on:
        return _("pick-up on %(day)s") % {"day": dates.day(returning.pickup_on)}
    if returning.state == State.APPROVED and returning.goods_due_on:
        return _("until %(day)s") % {"day": dates.day(returning.goods_due_on)}
    return str(METHOD.get(returning.method, ""))


def _expected(file: File) -> str:
    return _("on its way") if file.returning.state == State.IN_TRANSIT else ""


def colleague_who_applied(file: File) -> str:
    """The colleague who wrote the return down for the buyer; empty when the buyer asked for it himself."""
    is_buyer = file.returning.applied_by.startswith(f"{ActorKind.BUYER}:")
    return "" if is_buyer else file.returning.case.opened_by_name


def _step(mark: _Mark, state: StepState) -> Step:
    return Step(mark.label, state, mark.at, named(str(mark.who)), mark.note)
