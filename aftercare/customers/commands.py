"""Keeping customers."""

from dataclasses import dataclass

from aftercare.customers.models import Customer
from aftercare.customers.rules import normal_phone, sort_key


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
    told = {
        name: getattr(buyer, name) for name in ("name", "email", "country", "level", "language") if getattr(buyer, name)
    }
    if buyer.phone:
        told["phone"] = normal_phone(buyer.phone, region)
    if buyer.name:
        told["sort_key"] = sort_key(buyer.name)
    customer, made = Customer.objects.get_or_create(merchant_id=merchant_id, account=buyer.account, defaults=told)
    changed = [name for name, value in told.items() if getattr(customer, name) != value]
    if changed and not made:
        for name in changed:
            setattr(customer, name, told[name])
        customer.save(update_fields=changed)
    return customer


def link_member(customer: Customer, member_id: int) -> Customer:
    """Let a member sign in as this customer."""
    customer.member_id = member_id
    customer.save(update_fields=["member"])
    return customer
