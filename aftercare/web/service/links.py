"""Where a case is looked at, for who may look at it there."""

from django.urls import reverse

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right


def case_url(actor: Actor, number: str) -> str:
    """The page of a case at the desk that this reader has."""
    if actor.may(Right.RETURNS_SEE):
        return reverse("return-detail", args=[number])
    if actor.may(Right.GOODS_SEE):
        return reverse("dock-count", args=[number])
    return reverse("search")
