"""Merchants, shops and return addresses that an actor may see."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.models import Merchant, ReturnAddress, Shop
from aftercare.rows.asking import Prepared


def merchants_visible_to(actor: Actor) -> QuerySet[Merchant]:
    """The actor's merchants, by name."""
    found = Merchant.objects.order_by("name", "pk")
    return found if actor.merchants is None else found.filter(pk__in=actor.merchants)


def known_merchants(actor: Actor) -> list[Merchant]:
    """The same, fetched."""
    return _MERCHANTS(about=actor)


_MERCHANTS = Prepared[Merchant](merchants_visible_to)


def shops_visible_to(actor: Actor) -> QuerySet[Shop]:
    """The shops of the actor's merchants, by name."""
    found = Shop.objects.select_related("merchant").order_by("name", "pk")
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def shop_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of shops, by id; of those that are gone none."""
    wanted = list(ids)
    return dict(Shop.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def platforms_visible_to(actor: Actor) -> list[str]:
    """The platforms on which the actor's merchants sell, by name."""
    return list(dict.fromkeys(shop.platform for shop in _ON_PLATFORMS(about=actor)))


_ON_PLATFORMS = Prepared[Shop](
    lambda actor: shops_visible_to(actor).select_related(None).exclude(platform="").order_by("platform", "pk")
)


def shop_counts(merchant_ids: Iterable[int]) -> dict[int, int]:
    """How many shops each of the merchants has; without an entry: none."""
    rows = Shop.objects.filter(merchant__in=list(merchant_ids)).values_list("merchant")
    return dict(rows.annotate(shops=Count("pk")).order_by())


def addresses_visible_to(actor: Actor) -> QuerySet[ReturnAddress]:
    """The return addresses of the actor's merchants, by merchant and name."""
    found = ReturnAddress.objects.select_related("merchant").order_by("merchant__name", "name", "pk")
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)
