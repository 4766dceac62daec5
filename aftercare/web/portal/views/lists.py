"""The buyer's own page: his returns, and his orders with what can still be sent back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from aftercare.kernel.actor import Actor
from aftercare.orders.models import Order
from aftercare.orders.queries import finding
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.queries.offering import Offer, offers_of
from aftercare.web.access import needs
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.portal.hero import turn_word
from aftercare.web.requests import DeskRequest
from aftercare.web.words import SHOWN, Word

ON_A_PAGE = 20


@dataclass(frozen=True)
class CaseRow:
    """One return in the list: its state in the trade's words, and whose turn it is."""

    returning: Return
    word: Word
    tone: Tone
    turn: Text
    url: str


@needs(Right.OWN_CASES)
def mine(request: DeskRequest) -> HttpResponse:
    """Returns first, since they may wait for the buyer; then orders, page by page."""
    at = timezone.now()
    orders = list(_older(_orders(request.actor), request.GET.get("before", ""))[: ON_A_PAGE + 1])
    context = {
        "cases": [_row(returning) for returning in _returns(request.actor)[:ON_A_PAGE]],
        "offers": _offers(orders[:ON_A_PAGE], at),
        "older_url": f"?before={orders[ON_A_PAGE - 1].pk}" if len(orders) > ON_A_PAGE else "",
        "at": at,
    }
    return render(request, "portal/mine.html", context)


def _offers(orders: list[Order], at: datetime) -> list[Offer]:
    return offers_of(orders, at=at)


def _returns(actor: Actor) -> QuerySet[Return]:
    own = visible_to(actor).filter(customer=actor.customer) if actor.customer else visible_to(actor).none()
    return own.select_related("merchant")


def _orders(actor: Actor) -> QuerySet[Order]:
    return finding.visible_to(actor) if actor.customer is not None else Order.objects.none()


def _older(orders: QuerySet[Order], before: str) -> QuerySet[Order]:
    """The orders behind the one with this id, if it is among them; anything else starts from the top."""
    last = orders.filter(pk=int(before)).first() if before.isascii() and before.isdigit() and len(before) < 19 else None
    if last is None:
        return orders
    return orders.filter(Q(ordered_at__lt=last.ordered_at) | Q(ordered_at=last.ordered_at, pk__lt=last.pk))


def _row(returning: Return) -> CaseRow:
    tone, turn = turn_word(returning)
    url = reverse("my-case", args=[returning.number])
    return CaseRow(returning, SHOWN[returning.shown], tone, turn, url)
