"""The case told to its buyer: the steps, what happened in plain words, and why the amount is what it is.

Colleagues appear as the shop, never by name; what they wrote for each other does not appear at all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.cases.models import Note
from aftercare.cases.terms import Kind
from aftercare.journal.models import Entry
from aftercare.kernel.actor import ActorKind
from aftercare.returns.models import Dispatch, Return, ReturnLine
from aftercare.returns.queries.gifts import taken_for_gifts
from aftercare.returns.queries.reviews import reviews_in
from aftercare.returns.terms import WITHOUT_GOODS, Grade, State
from aftercare.web.buyer_words import own_consent, told_to_buyer
from aftercare.web.kit.dates import spoken
from aftercare.web.kit.figures import money
from aftercare.web.kit.parts import ItemKind, Photo, Step, StepState, TimelineItem, Tone
from aftercare.web.portal.exchange_story import exchange_steps
from aftercare.web.portal.hero import ENDED
from aftercare.web.words import GRADE

_ORDER = (State.SUBMITTED, State.APPROVED, State.IN_TRANSIT, State.INSPECTED, State.COMPLETED)
_REACHED: dict[State, int] = {
    State.SUBMITTED: 1,
    State.APPROVED: 2,
    State.PICKUP_BOOKED: 2,
    State.IN_TRANSIT: 3,
    State.RECEIVED: 3,
    State.INSPECTED: 4,
    State.REVIEW_AGAIN: 4,
    State.REFUNDING: 4,
    State.COMPLETED: 5,
}
"""How many of the buyer's five steps are done in a state."""


def steps(
    returning: Return, now: datetime, entries: Iterable[Entry] = (), dispatch: Dispatch | None = None
) -> list[Step]:
    """The five steps a buyer knows; a case that ended early shows how far it came and where it stopped."""
    if returning.kind in WITHOUT_GOODS and returning.state not in ENDED:
        return _steps_without_goods(returning, entries)
    if returning.is_swap and returning.state not in ENDED:
        return exchange_steps(returning, _said_yes(returning, entries), dispatch)
    done = _REACHED.get(State(returning.state), 0)
    labels = (
        _("You asked"),
        _("We said yes") if done > 1 else _("We look at it"),
        _("You sent it") if done > 2 else _("You send it"),
        _("We checked it") if done > 3 else _("We check it"),
        _("Money is back"),
    )
    times = (
        returning.applied_at,
        _said_yes(returning, entries),
        returning.shipped_at or returning.received_at,
        None if returning.state == State.REFUSED else returning.inspected_at,
        returning.completed_at,
    )
    if returning.state in ENDED:
        return _ended(returning, times)
    if returning.paid_ahead_at:
        return _money_first(returning, labels, times)
    return [
        Step(label, _step_state(index, done), at if index < done else None, note=_note(returning, index, done, now))
        for index, (label, at) in enumerate(zip(labels, times, strict=True))
    ]


def timeline(
    returning: Return, entries: Iterable[Entry], notes: Sequence[Note], photos: dict[str, list[Photo]]
) -> list[TimelineItem]:
    """What happened and what was said, newest first. `photos` by the journal kind of the entry they came with."""
    said = {f"cases.note:{note.pk}": note for note in notes}
    told = [_told(returning, entry, said.get(entry.subject), photos) for entry in entries]
    return [item for item in reversed(told) if item]


def why_lowered(returning: Return, lines: Sequence[ReturnLine]) -> list[str]:
    """The reasons for which less goes back than was asked for, one sentence each."""
    if returning.state in ENDED or returning.amount_minor >= returning.asked_minor:
        return []
    why = [_counted_differently(line) for line in lines if line.accepted is not None and line.accepted < line.quantity]
    gifts = taken_for_gifts(returning)
    if gifts:
        told = {"amount": money(gifts, returning.currency)}
        why.append(_("Gifts stay with you: their marked price of %(amount)s is taken off, by law.") % told)
    if returning.agreed_words:
        why.append(_("Agreed with you: %(words)s") % {"words": own_consent(returning.consent)})
    return why


@dataclass(frozen=True)
class Foreseen:
    """What goes back as it stands, in minor units, where that is less than was asked for; and the gifts that cost."""

    minor: int
    gifts: Sequence[str]


def foreseen(returning: Return) -> Foreseen | None:
    """Before the goods are counted; then it is known, and told as such."""
    if returning.state in ENDED or returning.kind != Kind.RETURN_REFUND or returning.inspected_at:
        return None
    kept = [one for one in returning.decided.get("findings", []) if one["about"] == "gift" and one["answer"] == "kept"]
    due = sum(int(one["facts"]["minor"]) for one in kept)
    minor = max(0, returning.total_minor - due)
    return (
        Foreseen(minor, told_to_buyer(kept)) if minor < returning.asked_minor and not returning.paid_ahead_at else None
    )


def _steps_without_goods(returning: Return, entries: Iterable[Entry]) -> list[Step]:
    done = 1 if returning.state == State.SUBMITTED else 3 if returning.state == State.COMPLETED else 2
    first = _("We agreed") if returning.kind == Kind.COMPENSATION else _("You asked")
    labels = (first, _("We said yes") if done > 1 else _("We look at it"), _("Money is back"))
    times = (returning.applied_at, _said_yes(returning, entries), returning.completed_at)
    states = [StepState.DONE if n < done else StepState.NOW if n == done else StepState.TODO for n in range(3)]
    return [
        Step(label, state, at if state == StepState.DONE else None)
        for label, state, at in zip(labels, states, times, strict=True)
    ]


def _said_yes(returning: Return, entries: Iterable[Entry]) -> datetime | None:
    """When the request was first approved; the second look at the amount is not the buyer's step."""
    first = reviews_in(entries).first
    if first:
        return first.at
    return None if returning.state == State.REJECTED else returning.reviewed_at


def _ended(returning: Return, times: Sequence[datetime | None]) -> list[Step]:
    labels = (_("You asked"), _("We said yes"), _("You sent it"), _("We checked it"), _("Money is back"))
    stop = {
        State.REJECTED: _("We said no"),
        State.REFUSED: _("Goods not accepted"),
        State.CANCELLED: _("Cancelled"),
        State.LAPSED: _("Closed, no goods came"),
    }[State(returning.state)]
    done = [Step(label, StepState.DONE, at) for label, at in zip(labels, times, strict=True) if at]
    return [*done, Step(stop, StepState.BAD, returning.state_since)]


def _money_first(returning: Return, labels: Sequence[str], times: Sequence[datetime | None]) -> list[Step]:
    """The money went ahead of the goods: it stands done, and the goods are what is waited for."""
    order = sorted(range(len(labels) - 1), key=lambda n: (times[n] is None, n))
    done = [Step(labels[n], StepState.DONE, times[n]) for n in order if times[n]]
    todo = [Step(labels[n], StepState.TODO) for n in order if not times[n]]
    money_back = Step(labels[-1], StepState.DONE, returning.paid_ahead_at)
    if todo:
        todo[0] = Step(todo[0].label, StepState.WAIT)
    return sorted([*done, money_back], key=lambda step: step.at or returning.applied_at) + todo


def _step_state(index: int, done: int) -> StepState:
    if index < done:
        return StepState.DONE
    if index > done:
        return StepState.TODO
    return StepState.WAIT if _ORDER[index] == State.IN_TRANSIT else StepState.NOW


def _note(returning: Return, index: int, done: int, now: datetime) -> str:
    if index != done:
        return ""
    if _ORDER[index] == State.IN_TRANSIT and returning.goods_due_on:
        return _("by %(day)s") % {"day": spoken(returning.goods_due_on, now)}
    if returning.state == State.RECEIVED:
        return _("Your parcel is here.")
    return ""


def _counted_differently(line: ReturnLine) -> str:
    facts = {"name": line.name, "accepted": line.accepted, "promised": line.quantity, "counted": line.counted}
    if line.counted == 0:
        return _("%(name)s: nothing of it was in the parcel.") % facts
    if (line.counted or 0) < line.quantity and line.accepted == line.counted:
        return _("%(name)s: %(counted)s came instead of %(promised)s.") % facts
    grade = GRADE.get(line.grade or Grade.DAMAGED)
    return _("%(name)s: %(counted)s came, %(accepted)s could be accepted (%(grade)s).") % {**facts, "grade": grade}


def _told(returning: Return, entry: Entry, note: Note | None, photos: dict[str, list[Photo]]) -> TimelineItem | None:
    if note:
        return _message(returning, note)
    teller = _TELLERS.get(entry.kind)
    if teller is None:
        return None
    by_buyer = entry.actor.startswith(f"{ActorKind.BUYER}:")
    title, tone, icon = teller(returning, entry, by_buyer)
    return TimelineItem(
        at=entry.at, kind=ItemKind.EVENT, title=title, tone=tone, icon=icon, photos=photos.get(entry.kind, ())
    )


def _message(returning: Return, note: Note) -> TimelineItem:
    who = _("You") if note.from_buyer else returning.merchant.name
    return TimelineItem(at=note.written_at, kind=ItemKind.MESSAGE, who=who, body=note.text, ours=not note.from_buyer)


_Told = tuple[str, Tone | None, str]


def _submit(returning: Return, entry: Entry, by_buyer: bool) -> _Told:
    pieces = sum(int(line[1]) for line in entry.after.get("lines", []))
    if returning.kind in WITHOUT_GOODS:
        words = ngettext(
            "You do not want %(count)d piece any more.", "You do not want %(count)d pieces any more.", pieces
        )
    elif by_buyer:
        words = ngettext("You asked to send %(count)d piece back.", "You asked to send %(count)d pieces back.", pieces)
    else:
        words = ngettext(
            "We opened the return of %(count)d piece for you.",
            "We opened the return of %(count)d pieces for you.",
            pieces,
        )
    return words % {"count": pieces}, None, "return"


def _agree(returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    facts = {"amount": money(int(entry.after.get("asked_minor", 0)), returning.currency)}
    return _("You and we agreed on %(amount)s; you keep the goods.") % facts, Tone.GREEN, "check"


def _offer(returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    facts = {"amount": money(int(entry.after.get("amount_minor", 0)), returning.currency)}
    return _("We offered you %(amount)s if you keep the goods.") % facts, None, "wallet"


def _approve(returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    if returning.kind == Kind.EXCHANGE and not returning.instead:
        return _("We said yes to the exchange."), Tone.GREEN, "check"
    total = int(entry.after.get("amount_minor", 0)) + int(entry.after.get("freight_minor", 0))
    return _("We said yes: %(amount)s.") % {"amount": money(total, returning.currency)}, Tone.GREEN, "check"


def _ship(_returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    facts = {"carrier": entry.after.get("carrier", ""), "number": entry.after.get("tracking_number", "")}
    return _("The goods are on their way with %(carrier)s, %(number)s.") % facts, None, "truck"


def _correct(_returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    facts = {"carrier": entry.after.get("carrier", ""), "number": entry.after.get("tracking_number", "")}
    return _("Tracking corrected: %(carrier)s, %(number)s.") % facts, None, "pen"


def _inspect(returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    if returning.kind == Kind.EXCHANGE:
        return _("We checked the goods."), Tone.GREEN, "box"
    total = int(entry.after.get("amount_minor", 0)) + returning.freight_minor
    words = _("We checked the goods: %(amount)s goes back to you.") % {"amount": money(total, returning.currency)}
    return words, Tone.GREEN, "box"


def _refuse(_returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    return _("We could not accept the goods: %(reason)s") % {"reason": entry.note}, Tone.RED, "x"


def _reject(_returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    return _("We said no: %(reason)s") % {"reason": entry.note}, Tone.RED, "x"


def _cancel(_returning: Return, _entry: Entry, by_buyer: bool) -> _Told:
    return (_("You cancelled the return.") if by_buyer else _("The return was cancelled.")), None, "x"


def _paid(returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    facts = {
        "amount": money(int(entry.after.get("amount_minor", 0)), returning.currency),
        "reference": entry.after.get("reference", ""),
    }
    words = _("%(amount)s was paid to you, reference %(reference)s.") % facts
    consent = {"words": words, "consent": entry.after.get("consent")}
    if consent["consent"]:
        words = _("%(words)s You agreed to this way: %(consent)s") % consent
    return words, Tone.GREEN, "wallet"


def _told_deduction(entry: Entry) -> str:
    return _("We asked you to agree to a deduction: %(words)s") % {"words": entry.after.get("words", "")}


def _goods_out(_returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    facts = {"carrier": entry.after.get("carrier", ""), "number": entry.after.get("tracking_number", "")}
    return _("Your new goods left with %(carrier)s, %(number)s.") % facts, Tone.GREEN, "truck"


def _asked_to_pay(returning: Return, entry: Entry, _by_buyer: bool) -> _Told:
    amount = money(int(entry.after.get("amount_minor", 0)), returning.currency)
    return _("We asked you to pay %(amount)s.") % {"amount": amount}, Tone.AMBER, "wallet"


_TELLERS: dict[str, Callable[[Return, Entry, bool], _Told]] = {
    "returns.return.submit": _submit,
    "returns.return.resend": lambda _r, e, _b: (
        _("We send it again; you send nothing back: %(words)s") % {"words": e.note},
        Tone.GREEN,
        "truck",
    ),
    "returns.dispatch.gift": lambda _r, _e, _b: (_("A small gift comes along."), None, "star"),
    "returns.return.agree": _agree,
    "returns.offer.make": _offer,
    "returns.offer.accept": lambda _r, _e, _b: (_("You accepted our offer."), Tone.GREEN, "check"),
    "returns.offer.decline": lambda _r, _e, _b: (_("You declined our offer."), None, "x"),
    "returns.offer.withdraw": lambda _r, _e, _b: (_("We took our offer back."), None, "x"),
    "returns.return.approve": _approve,
    "returns.return.approve_again": _approve,
    "returns.return.reject": _reject,
    "returns.return.book_pickup": lambda _r, _e, _b: (_("A courier was booked."), None, "truck"),
    "returns.return.change_pickup": lambda _r, _e, _b: (_("The courier comes at another time."), None, "truck"),
    "returns.return.call_off_pickup": lambda _r, _e, _b: (_("The courier was called off."), None, "x"),
    "returns.return.miss_pickup": lambda _r, _e, _b: (_("The courier did not come."), Tone.AMBER, "alert"),
    "returns.return.remind": lambda _r, _e, _b: (_("Your goods are due soon."), Tone.AMBER, "clock"),
    "returns.return.reopen": lambda _r, _e, _b: (_("Your goods came after all; we take them in."), Tone.AMBER, "undo"),
    "returns.return.ship": _ship,
    "returns.return.correct_tracking": _correct,
    "returns.return.receive": lambda _r, _e, _b: (_("Your parcel arrived."), None, "scan"),
    "returns.return.inspect": _inspect,
    "returns.return.refuse": _refuse,
    "returns.return.cancel": _cancel,
    "returns.return.lapse": lambda _r, _e, _b: (_("The goods did not come; the return was closed."), None, "clock"),
    "returns.return.unseen": lambda _r, _e, _b: (_("Nobody has seen your parcel yet."), Tone.AMBER, "clock"),
    "returns.return.make_good": lambda _r, _e, _b: (
        _("Your parcel was lost on its way; you need not bear that."),
        Tone.GREEN,
        "check",
    ),
    "returns.return.lose": lambda _r, _e, _b: (
        _("Your parcel did not reach us; the return was closed."),
        None,
        "alert",
    ),
    "returns.return.send_back": lambda _r, _e, _b: (_("We are checking the amount once more."), None, "undo"),
    "returns.return.ask_deduction": lambda _r, e, _b: (_told_deduction(e), Tone.AMBER, "message"),
    "returns.return.gifts_kept": lambda _r, _e, _b: (
        _("You keep gifts that came along, so their price is taken off."),
        Tone.AMBER,
        "wallet",
    ),
    "returns.return.gifts_back": lambda r, e, _b: (
        _("Gifts came after all: %(amount)s that was taken off for them goes back to you.")
        % {"amount": money(int(e.after.get("gifts_back_minor", 0)), r.currency)},
        Tone.GREEN,
        "wallet",
    ),
    "returns.return.fee_carried": lambda _r, _e, _b: (
        _("These goods bear their part of the service fee to which you agreed with your first request."),
        None,
        "wallet",
    ),
    "returns.return.fee_agreed": lambda _r, _e, _b: (_("You agreed to the service fee."), None, "check"),
    "returns.return.deduction_agreed": lambda _r, _e, _b: (_("You agreed to the deduction."), None, "check"),
    "returns.return.deduction_refused": lambda _r, _e, _b: (_("You did not agree to the deduction."), None, "x"),
    "returns.return.approve_ahead": lambda _r, _e, _b: (_("The payment was approved."), Tone.GREEN, "wallet"),
    "returns.return.start_refund": lambda _r, _e, _b: (_("The payment was approved."), Tone.GREEN, "wallet"),
    "billing.payout.record": _paid,
    "returns.dispatch.send_out": _goods_out,
    "parcels.label.draw": lambda _r, _e, _b: (_("You have a prepaid label."), None, "print"),
    "returns.return.take_home": lambda _r, _e, _b: (_("You took the goods home again."), None, "undo"),
    "returns.fetch.choose": lambda _r, _e, _b: (_("You chose a shop to fetch the new goods."), None, "place"),
    "returns.fetch.call_off": lambda _r, _e, _b: (_("The new goods are sent to you after all."), None, "truck"),
    "returns.fetch.arrive": lambda _r, _e, _b: (_("Your new goods wait for you in the shop."), Tone.AMBER, "place"),
    "returns.fetch.hand_over": lambda _r, _e, _b: (_("You fetched the new goods."), Tone.GREEN, "check"),
    "returns.dispatch.confirm": lambda _r, _e, _b: (_("You have the new goods."), Tone.GREEN, "check"),
    "returns.return.owe": lambda _r, _e, _b: (_("The old goods are still missing."), Tone.RED, "alert"),
    "returns.return.refund_instead": lambda _r, _e, _b: (_("We give your money back instead."), None, "wallet"),
    "billing.charge.ask": _asked_to_pay,
    "billing.charge.pay": lambda _r, _e, _b: (_("Your payment is here."), Tone.GREEN, "wallet"),
    "billing.charge.waive": lambda _r, _e, _b: (_("You need not pay it."), Tone.GREEN, "wallet"),
}
"""What each entry of the journal means to the buyer; entries that are not here stay with us."""
