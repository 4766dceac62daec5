"""What the cashier does about a payout that a gateway has not made."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.billing.commands.orders import open_order, release
from aftercare.billing.lifecycle import PAYOUT_ORDER
from aftercare.billing.models import PayoutOrder, Refund
from aftercare.billing.queries.orders import gateway_for, tried_so_far
from aftercare.billing.rules.paying import ever_sent
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import check_version, locked, move
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class NoGateway(DomainError):
    """No gateway pays this merchant's refunds."""

    code = "no_gateway"


class NoteMissing(DomainError):
    """What a person vouches for needs words."""

    code = "note_missing"


class PayeeMissing(DomainError):
    """A correction needs what is to be corrected."""

    code = "payee_missing"


@whole()
def try_again(order: PayoutOrder, *, seen: int | None = None, by: Actor, at: datetime) -> PayoutOrder:
    """Ask once more, under the same key: whatever was wrong at the gateway has been put right there."""
    order = _held(order, seen, by)
    return move(order, "try_again", PAYOUT_ORDER, by=by, at=at, tries=0, next_look_at=at)


@whole()
def ask_again(order: PayoutOrder, *, seen: int | None = None, by: Actor, at: datetime) -> PayoutOrder:
    """Let the gateway say once more what it has paid."""
    order = _held(order, seen, by)
    return move(order, "ask_again", PAYOUT_ORDER, by=by, at=at, tries=0, next_look_at=at)


@whole()
def withdraw(
    order: PayoutOrder, *, payee: str | None = None, seen: int | None = None, by: Actor, at: datetime
) -> PayoutOrder:
    """Take the payment back from the gateway, as soon as it says that it has not paid.

    With a `payee` it is asked anew, under a new key, whom to pay corrected; without, the refund is the cashier's.
    """
    order = _held(order, seen, by)
    wanted = " ".join((payee or "").split())[:120]
    if payee is not None and not wanted:
        raise PayeeMissing(_("Enter by what the gateway finds whom to pay."), field="payee")
    never = not ever_sent(tried_so_far(order))
    order = move(order, "withdraw", PAYOUT_ORDER, by=by, at=at, wanted_payee=wanted, tries=0, next_look_at=at)
    return release(order, by=by, at=at) if never else order


@whole()
def keep(order: PayoutOrder, *, seen: int | None = None, by: Actor, at: datetime) -> PayoutOrder:
    """Leave the payment with the gateway after all."""
    order = _held(order, seen, by)
    return move(order, "keep", PAYOUT_ORDER, by=by, at=at, wanted_payee="", tries=0, next_look_at=at)


@whole()
def settle_order(order: PayoutOrder, note: str, *, seen: int | None = None, by: Actor, at: datetime) -> PayoutOrder:
    """The gateway has paid, as its people say: it is asked no more. The note says who said what."""
    order = _held(order, seen, by)
    why = note.strip()[:500]
    if not why:
        raise NoteMissing(_("Write down who at the gateway told you what."), field="note")
    return move(order, "settle", PAYOUT_ORDER, by=by, at=at, note=why, said=why, next_look_at=None, busy_until=None)


@whole()
def hand_to_gateway(refund: Refund, *, seen: int | None = None, by: Actor, at: datetime) -> PayoutOrder:
    """Give a refund that waits for the cashier to the merchant's gateway."""
    _check_right(by, refund)
    refund = locked(refund)
    check_version(refund, seen)
    gateway = gateway_for(refund.merchant_id)
    if gateway is None:
        raise NoGateway(_("No payout gateway is set up for this merchant."))
    return open_order(refund, gateway, by=by, at=at)


def _held(order: PayoutOrder, seen: int | None, by: Actor) -> PayoutOrder:
    _check_right(by, order.refund)
    order = locked(order)
    check_version(order, seen)
    return order


def _check_right(by: Actor, refund: Refund) -> None:
    if not (by.may(Right.PAYOUTS_RECORD) and by.serves(refund.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
