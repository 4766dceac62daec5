"""The first thing a buyer reads on a case: whose turn it is, what happens next, by when."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.billing.models import Payout
from aftercare.cases.terms import Kind
from aftercare.returns.models import Dispatch, Fetch, Return
from aftercare.returns.terms import GOODS_UNDER_WAY, WITHOUT_GOODS, FetchState, State
from aftercare.web.kit.dates import spoken
from aftercare.web.kit.figures import money
from aftercare.web.kit.parts import Text, Tone

ENDED = (State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED)
"""States in which a case is over and no money goes back."""


@dataclass(frozen=True)
class Hero:
    """A badge, a headline and a sentence; `quote` holds somebody's own words, such as a reason."""

    tone: Tone
    badge: Text
    title: Text
    text: Text = ""
    quote: Text = ""


@dataclass(frozen=True)
class Matter:
    """What a headline is made of."""

    returning: Return
    payout: Payout | None
    now: datetime
    dispatch: Dispatch | None = None
    owed_minor: int = 0
    fetch: Fetch | None = None

    @property
    def amount(self) -> str:
        """What goes back, goods and freight."""
        return money(self.returning.total_minor, self.returning.currency)

    @property
    def is_late(self) -> bool:
        """Whether the goods should be on their way by now."""
        due = self.returning.goods_due_on
        return due is not None and timezone.localdate(self.now) > due


def hero(matter: Matter) -> Hero:
    """The headline of the case as it stands."""
    if matter.returning.is_resent:
        text = _("You send nothing back. The parcel comes to the address of your order.")
        return Hero(Tone.GREEN, _("Done"), _("We send it again"), text)
    if matter.returning.is_swap and matter.returning.state in EXCHANGE_HEROES:
        return EXCHANGE_HEROES[State(matter.returning.state)](matter)
    if matter.returning.kind == Kind.COMPENSATION and matter.returning.state in _COMPENSATION:
        return _COMPENSATION[State(matter.returning.state)](matter)
    if matter.returning.kind in WITHOUT_GOODS and matter.returning.state in _WITHOUT_GOODS:
        return _WITHOUT_GOODS[State(matter.returning.state)](matter)
    plain = _HEROES[State(matter.returning.state)](matter)
    return _with_money(plain, matter) if matter.returning.paid_ahead_at else plain


def _with_money(plain: Hero, matter: Matter) -> Hero:
    """The money went ahead: the goods still have to come, or it is owed."""
    state, amount = matter.returning.state, {"amount": matter.amount}
    if state in GOODS_UNDER_WAY:
        text = _("%(amount)s was paid to you already. The goods still have to come; else the money goes back to us.")
        return replace(plain, text=f"{plain.text} {text % amount}".strip())
    if state in ENDED:
        text = _(
            "%(amount)s was paid to you ahead of the goods. Please pay it back; write to us if something is wrong."
        )
        return replace(plain, text=f"{text % amount} {plain.text}".strip())
    return plain


def _submitted(_matter: Matter) -> Hero:
    return Hero(
        Tone.BLUE,
        _("Our turn"),
        _("We are looking at your request"),
        _("Keep the goods until you read here where to send them."),
    )


def _review_again(_matter: Matter) -> Hero:
    return Hero(
        Tone.BLUE,
        _("Our turn"),
        _("We are checking the amount once more"),
        _("Your goods are here. You need do nothing."),
    )


def _asked_before_shipping(_matter: Matter) -> Hero:
    text = _("We hold the goods back meanwhile. You need do nothing.")
    return Hero(Tone.BLUE, _("Our turn"), _("We are looking at your request"), text)


def _agreed(matter: Matter) -> Hero:
    title = _("We agreed on %(amount)s") % {"amount": matter.amount}
    return Hero(Tone.BLUE, _("Our turn"), title, _("You keep the goods. We confirm the amount, then it is paid."))


def _agreement_ended(_matter: Matter) -> Hero:
    return Hero(Tone.GREY, _("Closed"), _("This compensation was cancelled"), _("Nothing is paid; you keep the goods."))


def _again_before_shipping(_matter: Matter) -> Hero:
    text = _("You need do nothing.")
    return Hero(Tone.BLUE, _("Our turn"), _("We are checking the amount once more"), text)


def _yes_before_shipping(matter: Matter) -> Hero:
    title = _("We said yes: %(amount)s goes back to you") % {"amount": matter.amount}
    return Hero(Tone.BLUE, _("Our turn"), title, _("Our finance team confirms the amount, then it is paid."))


def _no_before_shipping(matter: Matter) -> Hero:
    text = _("The reason in our colleagues' words:")
    title = _("We could not accept this request")
    return Hero(Tone.RED, _("Closed"), title, text, matter.returning.reject_reason)


def _withdrawn_before_shipping(_matter: Matter) -> Hero:
    text = _("The goods are sent to you as ordered.")
    return Hero(Tone.GREY, _("Closed"), _("This request was cancelled"), text)


def _approved(matter: Matter) -> Hero:
    due = matter.returning.goods_due_on
    if matter.returning.not_received:
        return Hero(
            Tone.AMBER,
            _("Your turn"),
            _("Refuse the parcel when it comes"),
            _("Tell the courier that you do not accept it, then tell us here. It comes back to us the same way."),
        )
    if due is None:
        text = _("Put the return slip into the parcel, then tell us the tracking number.")
        return Hero(Tone.AMBER, _("Your turn"), _("Please send the goods back"), text)
    title = _("Please send the parcel by %(day)s") % {"day": spoken(due, matter.now)}
    if matter.is_late:
        text = _("That day has passed. Send it today, or write to us, before the return is closed.")
        return Hero(Tone.RED, _("Your turn"), title, text)
    text = _("Need longer? Write to us before that day. After it the return closes by itself.")
    return Hero(Tone.AMBER, _("Your turn"), title, text)


def _pickup(matter: Matter) -> Hero:
    on = matter.returning.pickup_on
    day = spoken(on, matter.now) if on else ""
    return Hero(
        Tone.AMBER,
        _("Your turn"),
        _("The courier comes on %(day)s") % {"day": day},
        _("Have the parcel ready with the return slip in it. If the courier does not come, say so below."),
    )


def _in_transit(_matter: Matter) -> Hero:
    return Hero(
        Tone.BLUE,
        _("On its way"),
        _("Your parcel is on its way to us"),
        _("We count and check the goods when they arrive. You need do nothing."),
    )


def _received(_matter: Matter) -> Hero:
    return Hero(
        Tone.BLUE, _("Our turn"), _("Your parcel has arrived"), _("We are checking the goods. You need do nothing.")
    )


def _inspected(matter: Matter) -> Hero:
    if matter.returning.lost_by:
        title = _("Your parcel was lost on its way: %(amount)s goes back to you") % {"amount": matter.amount}
        return Hero(Tone.BLUE, _("Our turn"), title, _("Our finance team confirms the amount, then it is paid."))
    title = _("We checked the goods: %(amount)s goes back to you") % {"amount": matter.amount}
    return Hero(Tone.BLUE, _("Our turn"), title, _("Our finance team confirms the amount, then it is paid."))


def _refunding(matter: Matter) -> Hero:
    title = _("%(amount)s is being paid to you") % {"amount": matter.amount}
    return Hero(Tone.BLUE, _("Our turn"), title, _("The payment is approved and goes out next."))


def _completed(matter: Matter) -> Hero:
    title = _("%(amount)s was refunded") % {"amount": matter.amount}
    if matter.payout is None:
        return Hero(Tone.GREEN, _("Done"), title)
    facts = {
        "day": spoken(timezone.localtime(matter.payout.paid_at).date(), matter.now),
        "merchant": matter.returning.merchant.name,
        "reference": matter.payout.reference,
    }
    text = _("Paid by the finance team of %(merchant)s on %(day)s, reference %(reference)s.") % facts
    return Hero(Tone.GREEN, _("Done"), title, text)


def _rejected(matter: Matter) -> Hero:
    if matter.returning.inspected_at:
        text = _("Your goods go back to you. The reason in our colleagues' words:")
    else:
        text = _("The reason in our colleagues' words:")
    return Hero(Tone.RED, _("Closed"), _("We could not accept this return"), text, matter.returning.reject_reason)


def _refused(matter: Matter) -> Hero:
    text = _("Nothing of what arrived could be taken back; it goes back to you. The reason in our colleagues' words:")
    return Hero(Tone.RED, _("Closed"), _("We could not accept the goods"), text, matter.returning.reject_reason)


def _cancelled(_matter: Matter) -> Hero:
    text = _("Nothing goes back and nothing is paid. Within the time for returns you may ask again.")
    return Hero(Tone.GREY, _("Closed"), _("This return was cancelled"), text)


def _lapsed(matter: Matter) -> Hero:
    if matter.returning.is_lost:
        text = _("We no longer expect it, and the return is closed. Write to us if you know where it is.")
        return Hero(Tone.GREY, _("Closed"), _("Your parcel did not reach us"), text)
    due = matter.returning.goods_due_on
    day = spoken(due, matter.now) if due else ""
    text = _("We expected the goods by %(day)s and they did not come. Write to us if they are on their way.") % {
        "day": day
    }
    return Hero(Tone.GREY, _("Closed"), _("This return has ended"), text)


_COMPENSATION: dict[State, Callable[[Matter], Hero]] = {
    State.SUBMITTED: _agreed,
    State.INSPECTED: _agreed,
    State.CANCELLED: _agreement_ended,
}

_WITHOUT_GOODS: dict[State, Callable[[Matter], Hero]] = {
    State.SUBMITTED: _asked_before_shipping,
    State.REVIEW_AGAIN: _again_before_shipping,
    State.INSPECTED: _yes_before_shipping,
    State.REJECTED: _no_before_shipping,
    State.CANCELLED: _withdrawn_before_shipping,
}

_HEROES: dict[State, Callable[[Matter], Hero]] = {
    State.SUBMITTED: _submitted,
    State.REVIEW_AGAIN: _review_again,
    State.APPROVED: _approved,
    State.PICKUP_BOOKED: _pickup,
    State.IN_TRANSIT: _in_transit,
    State.RECEIVED: _received,
    State.INSPECTED: _inspected,
    State.REFUNDING: _refunding,
    State.COMPLETED: _completed,
    State.REJECTED: _rejected,
    State.REFUSED: _refused,
    State.CANCELLED: _cancelled,
    State.LAPSED: _lapsed,
}


def _owing(matter: Matter) -> str:
    return money(matter.owed_minor, matter.returning.currency)


def _exchange_here(matter: Matter) -> Hero:
    if matter.owed_minor:
        title = _("Please pay %(amount)s for the new goods") % {"amount": _owing(matter)}
        text = _("They cost more than the old ones. They leave as soon as your payment is recorded.")
        return Hero(Tone.AMBER, _("Your turn"), title, text)
    title, text = _("We are packing your new goods"), _("Your old goods are here. You need do nothing.")
    if matter.returning.lost_by:
        text = _("Your old goods were lost on their way, and you need not bear that.")
    return Hero(Tone.BLUE, _("Our turn"), title, text)


def _exchange_sent(matter: Matter) -> Hero:
    if matter.owed_minor:
        return _exchange_owed(matter)
    if matter.fetch:
        return _to_fetch(matter.fetch)
    dispatch = matter.dispatch
    facts = {"carrier": dispatch.carrier, "number": dispatch.tracking_number} if dispatch else {}
    title = _("Your new goods are on their way")
    text = _("%(carrier)s, %(number)s. Tell us when you have them.") % facts if facts else ""
    if dispatch and dispatch.confirm_due_on:
        day = spoken(dispatch.confirm_due_on, matter.now)
        text = f"{text} " + _("Without a word from you they count as received on %(day)s.") % {"day": day}
    return Hero(Tone.AMBER, _("Your turn"), title, text)


def _to_fetch(fetch: Fetch) -> Hero:
    facts = {"point": fetch.point.name}
    if fetch.state == FetchState.WAITING:
        title = _("Your new goods wait for you at %(point)s") % facts
        return Hero(Tone.AMBER, _("Your turn"), title, _("Show the code below at the counter."))
    title = _("Your new goods are on their way to %(point)s") % facts
    return Hero(Tone.BLUE, _("Our turn"), title, _("We tell you when they have come."))


def _exchange_done(_matter: Matter) -> Hero:
    text = _("The time for sending goods back runs anew for what you have received.")
    return Hero(Tone.GREEN, _("Done"), _("You have your new goods"), text)


def _exchange_owed(matter: Matter) -> Hero:
    title = _("Please send the old goods, or pay %(amount)s") % {"amount": _owing(matter)}
    text = _("You had the new goods before the old ones came, and these are still missing.")
    return Hero(Tone.RED, _("Your turn"), title, text, matter.returning.reject_reason)


EXCHANGE_HEROES: dict[State, Callable[[Matter], Hero]] = {
    State.INSPECTED: _exchange_here,
    State.PICKING: _exchange_here,
    State.SHIPPED: _exchange_sent,
    State.GOODS_OWED: _exchange_owed,
    State.COMPLETED: _exchange_done,
}
"""Where an exchange reads otherwise than a return."""
