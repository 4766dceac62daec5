"""Two ways to an order that a buyer wants to return: his account, or what he knows of the order (for this session)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from aftercare.cases.terms import Channel
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.orders.models import Order
from aftercare.orders.queries.finding import orders_by_pk, visible_to
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.web.access import View, needs, open_to_all
from aftercare.web.requests import DeskRequest

SESSION_KEY = "found_orders"
FOUND_FOR = timedelta(hours=1)
NO_CASE = 0


@dataclass(frozen=True)
class Wish:
    """An order whose buyer wants to send something back, who he is, and the addresses on his way."""

    order: Order
    actor: Actor
    channel: Channel
    prefix: str

    def url(self, name: str) -> str:
        """The address of one of the order's pages on this way."""
        return reverse(f"{self.prefix}-{name}", args=[self.order.pk])

    @property
    def exchange_url(self) -> str:
        """Where other goods can be asked for."""
        return self.url("exchange")

    @property
    def return_url(self) -> str:
        """Where money can be asked for."""
        return self.url("return")

    @property
    def repair_url(self) -> str:
        """Where a repair can be asked for."""
        return self.url("repair")

    @property
    def difference_url(self) -> str:
        """What an exchange costs or brings."""
        return self.url("difference")

    def case_url(self, returning: Return) -> str:
        """Where the buyer follows the return; without account that is its secret link."""
        if self.channel == Channel.PORTAL:
            return reverse("my-case", args=[returning.number])
        return reverse("case-by-link", args=[returning.case.token])


WishView = Callable[[DeskRequest, Wish], HttpResponse]


def by_account(view: WishView) -> View[...]:
    """The signed-in buyer's own orders."""

    def opened(request: DeskRequest, order_id: int) -> HttpResponse:
        if request.actor.customer is None:
            raise Http404
        order = visible_to(request.actor).filter(pk=order_id).first()
        if order is None:
            raise Http404
        return view(request, Wish(order, request.actor, Channel.PORTAL, "my-order"))

    return needs(Right.OWN_CASES)(opened)


def by_knowledge(view: WishView) -> View[...]:
    """An order that this session has found by number and phone."""

    def opened(request: DeskRequest, order_id: int) -> HttpResponse:
        order = next((found for found in found_orders(request, at=timezone.now()) if found.pk == order_id), None)
        if order is None:
            raise Http404
        response = view(request, Wish(order, guest_for(order), Channel.LINK, "found-order"))
        response["Cache-Control"] = "private, no-store"
        return response

    return open_to_all(opened)


def remember(request: DeskRequest, orders: Sequence[Order], *, at: datetime) -> None:
    """Let this session, and no other, ask for returns of these orders for a while."""
    until = (at + FOUND_FOR).timestamp()
    request.session[SESSION_KEY] = {**_kept(request, at), **{str(order.pk): until for order in orders}}


def found_orders(request: DeskRequest, *, at: datetime) -> list[Order]:
    """The orders that this session has found not too long ago."""
    return list(orders_by_pk(int(pk) for pk in _kept(request, at)))


def guest_for(order: Order) -> Actor:
    """The buyer as he comes without account: he may ask for this order's return and sees nothing else."""
    name = order.recipient or str(order.customer)
    rights = frozenset({str(Right.OWN_CASES)})
    actor = Actor(ActorKind.BUYER, order.customer_id, name, rights, customer=order.customer_id)
    return replace(actor, only_case=NO_CASE)


def _kept(request: DeskRequest, at: datetime) -> dict[str, float]:
    kept: dict[str, float] = request.session.get(SESSION_KEY, {})
    return {pk: until for pk, until in kept.items() if until > at.timestamp()}
