"""Secret links: whoever holds one may see and do, on one case, what its buyer may."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from aftercare.cases.models import Case
from aftercare.cases.queries.file import case_of_token
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.rights import Right
from aftercare.web.limits import Limit, place_of_asker, spend

WRONG_LINKS = Limit("wrong-link", 20, timedelta(minutes=10))


def open_link(request: HttpRequest, token: str) -> Case:
    """The case behind a token. Wrong tokens are a 404 and are counted by who asks; right ones always open."""
    case = case_of_token(token)
    if case is None:
        spend(WRONG_LINKS, place_of_asker(request), at=timezone.now())
        raise Http404
    return case


def guest_of(case: Case) -> Actor:
    """The buyer as he comes by link: he sees and does what the buyer may, on this case alone."""
    return Actor(
        ActorKind.BUYER,
        case.customer_id,
        case.contact or str(case.customer),
        frozenset({str(Right.OWN_CASES)}),
        customer=case.customer_id,
        only_case=case.pk,
    )


def seal(response: HttpResponse) -> HttpResponse:
    """Keep what a secret link shows out of caches and search engines, and its address from other sites.

    The referrer policy must not be “no-referrer”: browsers then post forms with the origin “null”, which the check
    against forged requests refuses.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
