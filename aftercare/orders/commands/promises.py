"""A seller promises in writing, and ends a promise for those who buy later."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.orders.models import SellerPromise
from aftercare.orders.terms import PromiseKind
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class BadPromise(DomainError):
    """A promise that nobody could rely on."""

    code = "bad_promise"


@dataclass(frozen=True)
class NewPromise:
    """What is promised, for which article (empty: all), for how many days (None: without end), from when to when."""

    kind: PromiseKind
    words: str
    begins_on: date
    ends_on: date | None = None
    days: int | None = None
    sku: str = ""


@whole()
def promise(merchant: Merchant, new: NewPromise, *, by: Actor, at: datetime) -> SellerPromise:
    """Put a written promise down; it binds for everything bought while it runs."""
    _check_right(merchant.pk, by)
    _check(new)
    made = SellerPromise.objects.create(
        merchant=merchant,
        kind=new.kind,
        sku=new.sku.strip(),
        days=new.days,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        words=new.words.strip(),
        made_at=at,
        made_by=by.key,
        made_by_name=by.name,
    )
    after = {"kind": new.kind, "sku": made.sku, "days": new.days, "words": made.words}
    days = {"begins_on": new.begins_on, "ends_on": new.ends_on}
    record(Fact("orders.promise.make", f"orders.sellerpromise:{made.pk}", by, at, after={**after, **days}))
    return made


@whole()
def end_promise(made: SellerPromise, ends_on: date, *, by: Actor, at: datetime) -> SellerPromise:
    """Let a promise end with a day; who bought until then keeps it."""
    _check_right(made.merchant_id, by)
    made = SellerPromise.objects.select_for_update(no_key=True).get(pk=made.pk)
    if ends_on < made.begins_on:
        raise BadPromise(_("A promise cannot end before it began."), field="ends_on")
    if made.ends_on and made.ends_on < ends_on:
        raise BadPromise(_("This promise has ended already. Make a new one instead."), field="ends_on")
    before = {"ends_on": made.ends_on}
    made.ends_on = ends_on
    made.save(update_fields=["ends_on"])
    subject = f"orders.sellerpromise:{made.pk}"
    record(Fact("orders.promise.end", subject, by, at, before=before, after={"ends_on": ends_on}))
    return made


def _check(new: NewPromise) -> None:
    if not new.words.strip():
        raise BadPromise(_("Write the promise as buyers read it."), field="words")
    if new.ends_on and new.ends_on < new.begins_on:
        raise BadPromise(_("A promise cannot end before it began."), field="ends_on")
    if new.kind == PromiseKind.SHIP_WITHIN and not new.days:
        raise BadPromise(_("Within how many days are orders shipped?"), field="days")
    if new.kind == PromiseKind.SHIP_WITHIN and new.sku.strip():
        raise BadPromise(_("Shipping is promised for whole orders, not for one article."), field="sku")


def _check_right(merchant_id: int, by: Actor) -> None:
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
