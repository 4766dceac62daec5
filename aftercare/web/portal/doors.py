"""Two doors to one case: the signed-in buyer by its number, anybody who holds its secret link by the token."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import visible_to
from aftercare.web.access import View, needs, open_to_all
from aftercare.web.links import guest_of, open_link, seal
from aftercare.web.requests import DeskRequest

AROUND = ("case", "order", "merchant", "customer", "reason", "return_address")


@dataclass(frozen=True)
class Door:
    """An opened case: the return, who came in, and the addresses on this side of the door.

    `is_colleague` tells that somebody of ours looks through a buyer's link: he reads, and does nothing in the
    buyer's name.
    """

    returning: Return
    actor: Actor
    prefix: str
    key: str
    is_colleague: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the visitor came by link, without an account."""
        return self.prefix == "link"

    def url(self, name: str, *more: object) -> str:
        """The address of one of the case's pages on this side."""
        return reverse(f"{self.prefix}-{name}", args=[self.key, *more])

    @property
    def home(self) -> str:
        """The address of the case itself."""
        return reverse("case-by-link" if self.is_link else "my-case", args=[self.key])

    @property
    def slip_url(self) -> str:
        """The address of the return slip."""
        return reverse("link-slip" if self.is_link else "return-slip", args=[self.key])

    @property
    def label_url(self) -> str:
        """The address of the prepaid label."""
        return reverse("link-label-pdf" if self.is_link else "return-label", args=[self.key])


DoorView = Callable[..., HttpResponse]
"""A view that takes the request, the door, and what else stands in the address."""


def by_number(view: DoorView) -> View[...]:
    """The door of a signed-in buyer: his own cases, by number."""

    def opened(request: DeskRequest, number: str, **more: Any) -> HttpResponse:
        own = visible_to(replace(request.actor, rights=frozenset({str(Right.OWN_CASES)})))
        returning = own.filter(number=number).select_related(*AROUND).first()
        if returning is None or request.actor.customer is None:
            raise Http404
        return view(request, Door(returning, request.actor, "my", number), **more)

    return needs(Right.OWN_CASES)(opened)


def by_token(view: DoorView) -> View[...]:
    """The door of a secret link."""

    def opened(request: DeskRequest, token: str, **more: Any) -> HttpResponse:
        return seal(view(request, _door(request, token), **more))

    return open_to_all(opened)


def _door(request: DeskRequest, token: str) -> Door:
    guest = guest_of(open_link(request, token))
    is_colleague = request.user.is_authenticated and not request.actor.may(Right.OWN_CASES)
    actor = replace(guest, rights=frozenset()) if is_colleague else guest
    returning = visible_to(guest).select_related(*AROUND).first()
    if returning is None:
        raise Http404
    return Door(returning, actor, "link", token, is_colleague)
