"""Telling a customer that his order is late, and writing down that he was told."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.orders.models import DelayNotice, Lateness, Order
from aftercare.orders.terms import ToldBy
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class BadNotice(DomainError):
    """A notice without words, of the future, or about an order that has left."""

    code = "bad_notice"


@whole()
def note_late(order: Order, due_on: date, *, by: Actor, at: datetime) -> bool:
    """The order has not left in time; whether this is news, and not called off by its leaving just now [STD-13]."""
    fresh = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    if fresh.shipped_at:
        return False
    _row, is_new = Lateness.objects.get_or_create(order=fresh, defaults={"due_on": due_on, "found_at": at})
    if is_new:
        record(Fact("orders.order.fall_late", f"orders.order:{fresh.pk}", by, at, after={"due_on": due_on}))
    return is_new


@whole()
def note_told(order: Order, way: ToldBy, told_at: datetime, words: str, *, by: Actor, at: datetime) -> DelayNotice:
    """The customer was told of the delay; how, when, and what. By MESSAGE he is told with this."""
    if not by.may(Right.RETURNS_NOTE) or not by.serves(order.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    fresh = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    if fresh.shipped_at:
        raise BadNotice(_("This order has been shipped meanwhile."))
    if not words.strip():
        raise BadNotice(_("Write down what the customer was told."), field="words")
    if way == ToldBy.MESSAGE and not _is_reachable(fresh):
        raise BadNotice(_("Neither an e-mail address nor a phone number of this buyer is known."), field="way")
    if told_at > at + timedelta(minutes=5):
        raise BadNotice(_("This day lies in the future."), field="told_at")
    made = DelayNotice.objects.create(
        order=fresh,
        told_at=told_at,
        told_by=way,
        words=words.strip()[:500],
        noted_at=at,
        noted_by=by.key,
        noted_by_name=by.name,
    )
    after = {"way": way, "told_at": told_at}
    record(Fact("orders.delay.tell", f"orders.order:{fresh.pk}", by, at, after=after, note=made.words))
    return made


def _is_reachable(order: Order) -> bool:
    customer = order.customer
    return bool(customer.email or customer.phone or order.phone or (customer.member and customer.member.email))
