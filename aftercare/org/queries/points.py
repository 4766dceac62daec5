"""Shops and service points."""

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.models import ServicePoint


def points() -> QuerySet[ServicePoint]:
    """All of them, by city and name."""
    return ServicePoint.objects.select_related("merchant").order_by("city", "name", "pk")


def points_taking(merchant_id: int) -> QuerySet[ServicePoint]:
    """Where buyers of a merchant may hand goods in."""
    mine = Q(merchant=merchant_id) | Q(merchant=None)
    return points().filter(mine, is_active=True, takes_returns=True)


def points_handing_out(merchant_id: int) -> QuerySet[ServicePoint]:
    """Where buyers of a merchant may fetch what is sent there for them."""
    mine = Q(merchant=merchant_id) | Q(merchant=None)
    return points().filter(mine, is_active=True, hands_out=True)


def points_of(actor: Actor) -> QuerySet[ServicePoint]:
    """Where somebody works at the counter; who is confined to none, at all of his merchants'."""
    found = points().filter(is_active=True)
    if actor.points is not None:
        found = found.filter(pk__in=actor.points)
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def points_visible_to(actor: Actor) -> QuerySet[ServicePoint]:
    """Those in use that serve somebody's merchants; those that serve all, too."""
    found = points().filter(is_active=True)
    return found if actor.merchants is None else found.filter(Q(merchant__in=actor.merchants) | Q(merchant=None))
