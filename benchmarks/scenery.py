"""The merchants, reasons, people and keys that the measurements need, made through the rooms' commands."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.test import Client

from aftercare.cases.terms import Kind
from aftercare.catalog.commands import add_reason
from aftercare.catalog.queries import shown_reasons
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.org.commands.keys import create_key
from aftercare.org.commands.members import add_member
from aftercare.org.commands.merchants import add_merchant, add_shop, save_return_address
from aftercare.org.models import Member, Merchant, ReturnAddress, Shop
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from benchmarks.load import Asker

MERCHANTS = 5
_MANAGER = "bench@example.com"


@dataclass(frozen=True)
class Scenery:
    """Ids by merchant, in the same order; `shop` is the first shop's code and `reason` the first reason's."""

    merchants: list[int]
    shops: list[int]
    addresses: list[int]
    reasons: list[int]
    shop: str
    reason: str
    manager: Member
    key: str

    @property
    def actor(self) -> Actor:
        """The manager, who sees everything."""
        return actor_of_member(self.manager)


def make_scenery(*, at: datetime) -> Scenery:
    """Merchants with shop and address, three reasons, a manager who can sign in, a key that may open returns.

    What a kept home has already is used again.
    """
    if not Merchant.objects.filter(code="bench-1").exists():
        _make(at=at)
    shops = list(Shop.objects.filter(code__startswith="bench-").order_by("pk"))
    reasons = list(shown_reasons(Kind.RETURN_REFUND))
    merchants = [shop.merchant_id for shop in shops]
    addresses = ReturnAddress.objects.filter(merchant__in=merchants).order_by("merchant")
    _key, secret = create_key("bench", scopes=[Right.RETURNS_OPEN, Right.RETURNS_SEE], by=SYSTEM, at=at)
    return Scenery(
        merchants=merchants,
        shops=[shop.pk for shop in shops],
        addresses=[address.pk for address in addresses],
        reasons=[reason.pk for reason in reasons],
        shop=shops[0].code,
        reason=reasons[0].code,
        manager=Member.objects.get(email=_MANAGER),
        key=secret,
    )


def _make(*, at: datetime) -> None:
    for n in range(1, MERCHANTS + 1):
        merchant = add_merchant(f"bench-{n}", f"Bench {n}", by=SYSTEM, at=at)
        add_shop(merchant, code=merchant.code, name=merchant.name, by=SYSTEM, at=at)
        _address(merchant, at=at)
    for text in ("Changed my mind", "Does not fit", "Arrived broken"):
        add_reason(Kind.RETURN_REFUND, {"en": text}, by=SYSTEM, at=at)
    add_member(_MANAGER, name="Bench", roles=[Role.MANAGER], by=SYSTEM, at=at)


def shop_of(scenery: Scenery) -> Shop:
    """The first merchant's shop."""
    return Shop.objects.get(code=scenery.shop)


def at_the_desk(scenery: Scenery, port: int) -> Asker:
    """The manager's browser."""
    browser = Client()
    browser.force_login(scenery.manager)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return Asker(port, (("Cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}"), ("Accept-Encoding", "gzip")))


def at_the_interface(scenery: Scenery, port: int) -> Asker:
    """The shop's machine."""
    return Asker(port, (("Authorization", f"Bearer {scenery.key}"), ("Content-Type", "application/json")))


def _address(merchant: Merchant, *, at: datetime) -> None:
    address = ReturnAddress(
        merchant=merchant, name="Hall", contact="Dock", phone="+442079460100", country="GB", city="London",
        street="1 Example Road",
    )  # fmt: skip
    save_return_address(address, by=SYSTEM, at=at)
