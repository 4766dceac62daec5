"""Finding customers."""

from django.db.models import QuerySet

from aftercare.customers.models import Customer, Marking
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right


def visible_to(actor: Actor) -> QuerySet[Customer]:
    """The actor's own record, or for who sees orders the customers of his merchants."""
    found = Customer.objects.order_by("sort_key", "pk")
    if actor.customer is not None:
        return found.filter(pk=actor.customer)
    if not actor.may(Right.ORDERS_SEE):
        return found.none()
    if actor.merchants is not None:
        return found.filter(merchant__in=actor.merchants)
    return found


def markings_of(customer_id: int) -> list[Marking]:
    """Every mark that was set or taken, newest first."""
    return list(Marking.objects.filter(customer=customer_id).order_by("-at", "-pk"))


def customer_of_member(member_id: int) -> int | None:
    """The id of the customer who signs in as this member."""
    return Customer.objects.filter(member=member_id).values_list("pk", flat=True).first()
