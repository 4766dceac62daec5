"""Loading the demo company, once: sixty days in a few seconds, in the order in which things happened."""

import heapq
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

from django.utils import timezone
from rich.progress import Progress

from aftercare.cli.demo.buyers import Person, people
from aftercare.cli.demo.care import RETURNS, Desk
from aftercare.cli.demo.company import Company, Market, found_company
from aftercare.cli.demo.exchanges import exchange_some
from aftercare.cli.demo.help import help_some
from aftercare.cli.demo.opinions import rate_some
from aftercare.cli.demo.parcels import carry
from aftercare.cli.demo.plots import PLOTS, Plot
from aftercare.cli.demo.post import bring_post
from aftercare.cli.demo.sales import Sale, Till
from aftercare.cli.demo.story import Hours, Story
from aftercare.cli.saying import Refusal, progress, say
from aftercare.customers.commands import link_member
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.models import Merchant
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.rows.whole import whole

_DAYS = 60
_QUIET_ORDERS = 110
_SEED = 20_260_101
_FIRST_BUYERS_PLOTS = ("_asked", "_approved", "_on_the_way", "_completed", "_rejected")
"""What the buyer of the demo's sign-in page finds among his own returns."""


def is_loaded() -> bool:
    """Whether somebody sells here already, be it the demo company or a real one."""
    return Merchant.objects.exists()


def load_once() -> None:
    """Load the demo company; raises Refusal when there is anything already."""
    if Merchant.objects.filter(code="kestrel").exists():
        say("The demo company is here already.")
        return
    if is_loaded():
        raise Refusal("Somebody sells here already; the demo company is only for an empty installation.")
    with progress() as bar:
        returns = load(timezone.now(), bar)
    say(f"Demo company loaded: {returns} returns of {_DAYS} days.")


@whole()
def load(now: datetime, bar: Progress) -> int:
    """Everything up to `now`, the same for the same `now`, all or nothing; returns how many returns there are."""
    rng = Random(_SEED)
    company = found_company(now - timedelta(days=_DAYS + 10))
    crowd = people(rng)
    till = Till(rng, now)
    everybody = [(market, person) for market in company.markets for person in crowd[market.seller.code]]
    for n in bar.track(range(_QUIET_ORDERS), description="Selling"):
        market, person = everybody[n % len(everybody)]
        till.sell(market, person, signed_at=now - timedelta(days=rng.uniform(-2, _DAYS)))
    stories = _stories(company, crowd, till, rng, now)
    total = sum(plot.times for plot in PLOTS)
    for _ in bar.track(_in_order(stories), description="Taking back", total=total * 4):
        pass
    total += exchange_some(company, now)
    carry(company, now)
    Desk(company, crowd, now).tell()
    bring_post(company, now)
    rate_some(now)
    help_some(company, now)
    return total + RETURNS


def _in_order(stories: list[Hours]) -> Iterator[datetime]:
    """Tell all stories at once, always the chapter whose hour comes next."""
    turns = count()
    waiting = [(next(story), next(turns), story) for story in stories]
    heapq.heapify(waiting)
    while waiting:
        hour, _, story = heapq.heappop(waiting)
        yield hour
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, next(turns), story))


def _stories(company: Company, crowd: dict[str, list[Person]], till: Till, rng: Random, now: datetime) -> list[Hours]:
    first = crowd[company.markets[0].seller.code][0]
    own = list(_FIRST_BUYERS_PLOTS)
    found = []
    for plot in PLOTS:
        for _ in range(plot.times):
            is_firsts = plot.tell.__name__ in own
            if is_firsts:
                own.remove(plot.tell.__name__)
            market = company.markets[0] if is_firsts else rng.choice(_suitable(company.markets, plot))
            person = first if is_firsts else rng.choice(crowd[market.seller.code][1:])
            began_at = _began_at(plot, rng, now)
            sale = till.sell(
                market, person, signed_at=_signed_at(plot, began_at, rng), pieces=plot.pieces, signed=plot.signed
            )
            buyer = _first_buyer(company, sale) if is_firsts else _buyer(sale)
            found.append(plot.tell(Story(company, sale, buyer, rng, began_at)))
    return found


def _suitable(markets: list[Market], plot: Plot) -> list[Market]:
    return [
        market
        for market in markets
        if (market.seller.goods_due_days or not plot.needs_due)
        and (market.addresses[0].offers_pickup or not plot.needs_pickup)
        and (market.seller.window_days or not plot.late)
    ]


def _began_at(plot: Plot, rng: Random, now: datetime) -> datetime:
    """An evening so many days ago; of today, some hours ago."""
    days = rng.randint(*plot.days)
    if days == 0:
        return now - timedelta(minutes=rng.randint(15, 300))
    evening = time(rng.randint(18, 22), rng.randint(0, 59), tzinfo=now.tzinfo)
    return datetime.combine(now.date() - timedelta(days=days), evening)


def _signed_at(plot: Plot, began_at: datetime, rng: Random) -> datetime:
    days = 40 if plot.late else rng.randint(1, 4)
    return began_at - timedelta(days=days, hours=rng.randint(1, 8))


def _first_buyer(company: Company, sale: Sale) -> Actor:
    """He has a sign-in here, and his returns are opened with it."""
    member = company.members[Role.BUYER]
    customer = sale.order.customer
    if customer.member_id != member.pk:
        link_member(customer, member.pk)
    return actor_of_member(member, customer=customer.pk)


def _buyer(sale: Sale) -> Actor:
    customer = sale.order.customer
    rights = frozenset({str(Right.OWN_CASES)})
    return Actor(ActorKind.BUYER, customer.pk, sale.person.name, rights, customer=customer.pk)
