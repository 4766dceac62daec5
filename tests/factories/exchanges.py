"""An exchange taken to a given point of its life."""

from collections import Counter
from datetime import datetime, timedelta

from aftercare.cases.terms import Channel
from aftercare.catalog.commands import NewArticle, add_reason, tell_articles
from aftercare.catalog.models import Reason
from aftercare.flow import dispatching, exchange
from aftercare.flow.return_goods import take_in_goods
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.orders.models import Order
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.dispatching import Packed
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Dispatch, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import lines_of_dispatch
from aftercare.returns.terms import Counted, Grade, Replacement, Wanted
from tests.factories.people import DOCKER, MANAGER, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import Scene, goods
from tests.factories.stories import PARCEL

PACKER = actor(Role.DOCK, 1)
SILVER = Replacement("KA-K2-SI", "K2 headphones, silver", 74900)
BASIC = Replacement("KA-K1-BK", "K1 headphones, black", 39900)


def exchange_reason() -> Reason:
    """Why goods are exchanged."""
    return Reason.objects.filter(kind="exchange").first() or add_reason(
        "exchange", {"en": "Wrong colour", "zh-hans": "颜色不对"}, by=SYSTEM, at=MONDAY
    )


def articles(place: Scene) -> None:
    """What the merchant can send: two colours and a smaller model of one family, and a case."""
    told = [
        NewArticle("KA-K2-GR", "K2 headphones, graphite", 69900, "GBP", "K2"),
        NewArticle(SILVER.sku, SILVER.name, SILVER.price_minor or 0, "GBP", "K2"),
        NewArticle(BASIC.sku, BASIC.name, BASIC.price_minor or 0, "GBP", "K2"),
        NewArticle("KA-K2-TC", "Travel case K2", 12900, "GBP", "cases"),
    ]
    tell_articles(place.merchant, told, by=MANAGER_OF_SHOPS, at=MONDAY)


MANAGER_OF_SHOPS = actor(Role.ADMINISTRATOR)


def asked(
    bought: Order, *quantities: int, new: Replacement | None = None, by: Actor | None = None, at: datetime = MONDAY
) -> Return:
    """The buyer asked to have so many pieces of each line in turn replaced, the first by `new`."""
    pairs = [(line, n) for line, n in zip(goods(bought), quantities or (1,), strict=False) if n]
    wanted = [Wanted(line.pk, n, new if index == 0 else None) for index, (line, n) in enumerate(pairs)]
    application = Application(wanted=wanted, reason=exchange_reason(), remark="Wrong colour")
    who = by or buyer(bought.customer_id)
    return exchange.apply_for_exchange(bought, application, channel=Channel.PORTAL, by=who, at=at)


def agreed(
    place: Scene, bought: Order, *quantities: int, new: Replacement | None = None, advance: bool | None = None
) -> Return:
    """Operations said yes."""
    returning = asked(bought, *quantities, new=new)
    who = MANAGER if advance else REVIEWER
    decision = Decision(address=place.address, is_advance=advance)
    return exchange.approve(returning, decision, by=who, at=MONDAY + timedelta(hours=1))


def counted(
    returning: Return, accepted: int | None = None, damaged: int = 0, *, at: datetime = MONDAY + timedelta(days=2)
) -> Return:
    """The buyer sent the old goods, and the dock accepted so many of the first line, all of the others."""
    if returning.state == "approved":
        returning = ship(returning, PARCEL, by=buyer(returning.customer_id), at=MONDAY + timedelta(hours=2))
    counts = []
    for index, line in enumerate(lines_of(returning)):
        pieces = line.quantity if accepted is None or index else accepted
        counts.append(Counted(line.pk, pieces, pieces, damaged if not index else 0, Grade.OPENED))
    return take_in_goods(returning, counts, by=DOCKER, at=at)


def dispatch_of(returning: Return) -> Dispatch:
    """The latest dispatch of an exchange."""
    return Dispatch.objects.filter(case=returning.case_id).latest("pk")


def packed(dispatch: Dispatch, number: str = "NP55001") -> Packed:
    """The right goods, scanned one by one."""
    scanned: Counter[str] = Counter()
    for line in lines_of_dispatch(dispatch):
        scanned[line.sku] += line.quantity
    return Packed("Demo Post", number, scanned)


def sent(returning: Return, *, at: datetime = MONDAY + timedelta(days=2, hours=1)) -> Dispatch:
    """The new goods were picked and left."""
    dispatch = dispatching.pick(dispatch_of(returning), by=PACKER, at=at)
    return dispatching.send_out(dispatch, packed(dispatch), by=PACKER, at=at)


def received(dispatch: Dispatch, *, at: datetime = MONDAY + timedelta(days=4)) -> Dispatch:
    """The buyer pressed the button."""
    return dispatching.confirm(dispatch, by=buyer(dispatch.customer_id), at=at)


def fresh(returning: Return) -> Return:
    """The exchange as it is now."""
    return Return.objects.get(pk=returning.pk)
