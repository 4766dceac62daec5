"""The demo company before the first order: colleagues, merchants, shops, addresses, policies, reasons."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.cli.demo.merchants import REASONS, SELLERS, Place, Seller
from aftercare.cli.demo.promises import promise_times
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.org.commands.members import add_member
from aftercare.org.commands.merchants import add_merchant, add_shop, save_return_address
from aftercare.org.models import Member, Merchant, ReturnAddress, Shop
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_policy

_KIND = "return_refund"
_CAUSES = {
    "Does not work": Cause.FAULT,
    "Arrived damaged": Cause.FAULT,
    "Wrong item sent": Cause.FAULT,
    "Not as described": Cause.FAULT,
    "Changed my mind": Cause.MIND,
    "Size or colour does not suit": Cause.MIND,
}
_NAMES: dict[Role, str] = {
    Role.AGENT: "Agnes Agent", Role.OPERATIONS_REVIEWER: "Oscar Operations", Role.FINANCE_REVIEWER: "Fiona Finance",
    Role.CASHIER: "Casper Cashier", Role.DOCK: "Doris Dock", Role.MANAGER: "Magnus Manager",
    Role.AUDITOR: "Audrey Auditor", Role.ADMINISTRATOR: "Adam Administrator", Role.BUYER: "Maeve Tolliver",
    Role.MERCHANT: "Mira Merchant", Role.LOGISTICS: "Lotte Logistics", Role.POINT: "Pia Point",
}  # fmt: skip


@dataclass(frozen=True)
class Market:
    """A merchant as set up."""

    seller: Seller
    merchant: Merchant
    shops: list[Shop]
    addresses: list[ReturnAddress]


@dataclass(frozen=True)
class Company:
    """Everybody and everything that orders and returns need."""

    members: dict[Role, Member]
    markets: list[Market]
    reasons: list[Reason]

    def actor(self, role: Role) -> Actor:
        """The colleague with this role."""
        return actor_of_member(self.members[role])


def found_company(at: datetime) -> Company:
    """Set everything up; there are no members without an administrator, so he comes first."""
    administrator = _member(Role.ADMINISTRATOR, [], at)
    boss = actor_of_member(administrator)
    markets = [_market(seller, boss, at) for seller in SELLERS]
    members: dict[Role, Member] = {role: _member(role, markets, at) for role in Role if role is not Role.ADMINISTRATOR}
    promise_times(boss, at)
    reasons = [add_reason(_KIND, labels, cause=_CAUSES.get(labels["en"], ""), by=boss, at=at) for labels in REASONS]
    return Company({**members, Role.ADMINISTRATOR: administrator}, markets, reasons)


def _member(role: Role, markets: list[Market], at: datetime) -> Member:
    """Without a password: the demo's sign-in page lets everybody in by role, and nowhere else is it opened."""
    own = [markets[0].merchant] if role is Role.MERCHANT else []
    return add_member(f"{role}@demo.example", name=_NAMES[role], roles=[role], merchants=own, by=SYSTEM, at=at)


def _market(seller: Seller, boss: Actor, at: datetime) -> Market:
    merchant = add_merchant(seller.code, seller.name, by=boss, at=at)
    shops = [add_shop(merchant, code=code, name=name, by=boss, at=at) for code, name in seller.shops]
    addresses = [save_return_address(_address(merchant, place), by=boss, at=at) for place in seller.places]
    set_policy(
        merchant,
        window_days=seller.window_days,
        goods_due_days=seller.goods_due_days,
        separate_people=seller.separate_people,
        by=boss,
        at=at,
    )
    return Market(seller, merchant, shops, addresses)


def _address(merchant: Merchant, place: Place) -> ReturnAddress:
    return ReturnAddress(
        merchant=merchant,
        name=place.name,
        contact=place.contact,
        phone=place.phone,
        country=place.country,
        region=place.region,
        city=place.city,
        street=place.street,
        postcode=place.postcode,
        offers_pickup=place.offers_pickup,
    )
