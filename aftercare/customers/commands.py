"""Keeping customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from aftercare.customers.models import Customer, Marking
from aftercare.customers.rules import normal_phone, sort_key
from aftercare.customers.terms import Mark
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared
from aftercare.rows.whole import apart, whole


class MarkUnexplained(DomainError):
    """A mark without its reason."""

    code = "mark_unexplained"


class MarkedAlready(Conflict):
    """The customer carries the mark already, or does not carry it any more."""

    code = "marked_already"


@dataclass(frozen=True)
class Buyer:
    """What a shop tells about who bought. Empty text means: not told, keep what is known."""

    account: str
    name: str = ""
    phone: str = ""
    email: str = ""
    country: str = ""
    level: str = ""
    language: str = ""


def learn_customer(merchant_id: int, buyer: Buyer, *, region: str) -> Customer:
    """The customer of this account, made at the first order and kept up to date after; `region` reads local phones."""
    told = _told(buyer, region)
    known = _KNOWN(merchant_id, buyer.account)
    customer = known[0] if known else _first_seen(Customer(merchant_id=merchant_id, account=buyer.account, **told))
    changed = [name for name, value in told.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, told[name])
        customer.save(update_fields=changed)
    return customer


def _first_seen(customer: Customer) -> Customer:
    """Save him; the one that stands already when another order of his was faster by a moment."""
    try:
        with apart():
            customer.save(force_insert=True)
    except IntegrityError:
        faster = _KNOWN(customer.merchant_id, customer.account)
        if not faster:
            raise
        return faster[0]
    return customer


_KNOWN = Prepared[Customer](lambda merchant, account: Customer.objects.filter(merchant=merchant, account=account))


@whole()
def learn_customers(merchant_id: int, buyers: Iterable[Buyer], *, region: str) -> dict[str, Customer]:
    """Many customers at once, by account; of one account told several times the later word counts."""
    told: dict[str, dict[str, str]] = {}
    # New ones are inserted in one order, or two files with the same buyers wait for each other in a circle.
    for buyer in sorted(buyers, key=attrgetter("account")):
        told.setdefault(buyer.account, {}).update(_told(buyer, region))
    known = _known(merchant_id, told)
    new = [
        Customer(merchant_id=merchant_id, account=account, **facts)
        for account, facts in told.items()
        if account not in known
    ]
    Customer.objects.bulk_create(new, ignore_conflicts=True)
    known = _known(merchant_id, told) if new else known
    changed = [known[account] for account, facts in told.items() if _differs(known[account], facts)]
    for customer in changed:
        for name, value in told[customer.account].items():
            setattr(customer, name, value)
    Customer.objects.bulk_update(changed, ["name", "sort_key", "phone", "email", "country", "level", "language"])
    return known


@whole()
def set_mark(customer: Customer, mark: Mark, is_set: bool, reason: str, *, by: Actor, at: datetime) -> Customer:
    """Mark a customer, or take a mark from him, with a reason that colleagues read; rules see it from now on."""
    if not by.may(Right.CUSTOMERS_MARK) or not by.serves(customer.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    words = reason.strip()
    if not words:
        raise MarkUnexplained(_("Say why: colleagues read this."), field="reason")
    fresh = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if (mark in fresh.marks) == is_set:
        raise MarkedAlready(_("This was changed meanwhile. Look at it again, then decide."), field="mark")
    before = list(fresh.marks)
    fresh.marks = sorted({*before, str(mark)}) if is_set else [one for one in before if one != mark]
    fresh.save(update_fields=["marks"])
    Marking.objects.create(
        customer=fresh, mark=mark, is_set=is_set, reason=words[:300], at=at, by=by.key, by_name=by.name
    )
    subject, was, now = f"customers.customer:{fresh.pk}", {"marks": before}, {"marks": fresh.marks}
    record(Fact("customers.customer.mark", subject, by, at, before=was, after=now, note=words[:300]))
    return fresh


def learn_language(customer: Customer, language: str) -> None:
    """The language that a buyer himself reads in, when nobody has told it; what the shop says goes before."""
    if not customer.language and language:
        customer.language = language
        customer.save(update_fields=["language"])


def link_member(customer: Customer, member_id: int) -> Customer:
    """Let a member sign in as this customer."""
    customer.member_id = member_id
    customer.save(update_fields=["member"])
    return customer


def _told(buyer: Buyer, region: str) -> dict[str, str]:
    told = {
        name: getattr(buyer, name) for name in ("name", "email", "country", "level", "language") if getattr(buyer, name)
    }
    if buyer.phone:
        told["phone"] = normal_phone(buyer.phone, region)
    if buyer.name:
        told["sort_key"] = sort_key(buyer.name)
    return told


def _known(merchant_id: int, accounts: Iterable[str]) -> dict[str, Customer]:
    """The customers of these accounts, locked in one order."""
    rows = Customer.objects.select_for_update(no_key=True).filter(merchant=merchant_id, account__in=list(accounts))
    return {row.account: row for row in rows.order_by("pk")}


def _differs(customer: Customer, facts: dict[str, str]) -> bool:
    return any(getattr(customer, name) != value for name, value in facts.items())
