"""Returns on their way, and those that stand still."""

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotFound
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.docking import at_the_dock
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import WITHOUT_GOODS, State


class NoSuchReturn(NotFound):
    """No return has this number."""

    code = "no_such_return"
    status = 422


def return_named(actor: Actor, text: str) -> Return:
    """The return that a service number, or the number of an order with just one return, stands for."""
    said = text.strip()
    seen = visible_to(actor) if actor.may(Right.RETURNS_SEE) else at_the_dock(actor)
    with_goods = seen.exclude(kind__in=[str(kind) for kind in WITHOUT_GOODS]).select_related("case")
    found = list(with_goods.filter(number=said.upper())[:2]) or list(with_goods.filter(order_number=said)[:2])
    if len(found) == 2:
        raise NoSuchReturn(_("Several returns belong to this order. Enter the service number."), field="number")
    if not found:
        raise NoSuchReturn(_("No return with goods has this number."), field="number")
    return found[0]


def to_hand_in(text: str) -> Return | None:
    """The return whose slip somebody brings to a counter, by its number, while its goods are still to come."""
    found = Return.objects.select_related("case", "merchant", "return_address").filter(number=text.strip().upper())
    return found.filter(state__in=[str(State.APPROVED), str(State.PICKUP_BOOKED)]).first()


def reminded(actor: Actor) -> QuerySet[Return]:
    """Returns whose buyers were reminded and have sent nothing yet, longest ago first."""
    return _seen(actor).filter(state=str(State.APPROVED), reminded_at__isnull=False).order_by("reminded_at", "pk")


def uncounted(actor: Actor) -> QuerySet[Return]:
    """Goods that the dock was told of and has not counted yet, longest ago first."""
    return _seen(actor).filter(state=str(State.RECEIVED), uncounted_at__isnull=False).order_by("uncounted_at", "pk")


def _seen(actor: Actor) -> QuerySet[Return]:
    found = Return.objects.select_related("merchant", "case")
    if not actor.may(Right.PARCELS_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)
