"""Who acts: computed once per request from who is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from aftercare.customers.queries import customer_of_member
from aftercare.kernel.actor import NOBODY, Actor
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member


class WithActor:
    """Set request.actor and request.member; a signed-in member reads in the language he chose."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        member = request.user if isinstance(request.user, Member) and request.user.is_authenticated else None
        request.member = member  # type: ignore[attr-defined]
        request.actor = _actor(member)  # type: ignore[attr-defined]
        if member and member.language:
            translation.activate(member.language)
            request.LANGUAGE_CODE = translation.get_language() or ""
        return self.answer(request)


def _actor(member: Member | None) -> Actor:
    if member is None:
        return NOBODY
    customer = customer_of_member(member.pk) if "buyer" in member.roles else None
    return actor_of_member(member, customer=customer)
