"""Merchants, shops and return addresses that an actor may see."""

from django.db.models import QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.models import Merchant, ReturnAddress, Shop


def merchants_visible_to(actor: Actor) -> QuerySet[Merchant]:
    """The actor's merchants, by name."""
    found = Merchant.objects.order_by("name", "pk")
    return found if actor.merchants is None else found.filter(pk__in=actor.merchants)


def shops_visible_to(actor: Actor) -> QuerySet[Shop]:
    """The shops of the actor's merchants, by name."""
    found = Shop.objects.select_related("merchant").order_by("name", "pk")
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def addresses_visible_to(actor: Actor) -> QuerySet[ReturnAddress]:
    """The return addresses of the actor's merchants, by merchant and name."""
    found = ReturnAddress.objects.select_related("merchant").order_by("merchant__name", "name", "pk")
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)
