"""The buyer's own page: his returns, and his orders with what can still be sent back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
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
from aftercare.returns.queries.offering import offers_of
from aftercare.web.access import needs
from aftercare.web.hotlines import lines_for_buyers
from aftercare.web.keyset import Key, page_of
from aftercare.web.portal.hero import ENDED, Hero, Matter, hero
from aftercare.web.requests import DeskRequest

ON_A_PAGE = 20


@dataclass(frozen=True)
class CaseRow:
    """One return in the list, with the headline of its page."""

    returning: Return
    hero: Hero
    url: str

    @property
    def is_closed(self) -> bool:
        """Whether it ended without money."""
        return self.returning.state in ENDED


@needs(Right.OWN_CASES)
def mine(request: DeskRequest) -> HttpResponse:
    """Returns first, since they may wait for the buyer; then orders, page by page."""
    at = timezone.now()
    page = page_of(request, _orders(request.actor), Key("ordered_at"), size=ON_A_PAGE)
    context = {
        "cases": [_row(returning, at) for returning in _returns(request.actor)[:ON_A_PAGE]],
        "offers": offers_of(page.rows, at=at),
        "page": page,
        "at": at,
        "hotlines": lines_for_buyers(None, at),
    }
    return render(request, "portal/mine.html", context)


def _returns(actor: Actor) -> QuerySet[Return]:
    own = visible_to(actor).filter(customer=actor.customer) if actor.customer else visible_to(actor).none()
    return own.select_related("merchant")


def _orders(actor: Actor) -> QuerySet[Order]:
    return finding.visible_to(actor) if actor.customer is not None else Order.objects.none()


def _row(returning: Return, at: datetime) -> CaseRow:
    return CaseRow(returning, hero(Matter(returning, None, at)), reverse("my-case", args=[returning.number]))
