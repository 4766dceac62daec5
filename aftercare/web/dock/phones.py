"""A phone that takes photos for a count: whoever scans the code on the desk's screen, for this return, for a while."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.docking import TO_RECEIVE
from aftercare.web.codes import qr
from aftercare.web.requests import DeskRequest

SALT = "dock-phone"
LASTS_SECONDS = 30 * 60


@dataclass(frozen=True)
class PhoneCode:
    """The code to scan, and the address in it."""

    picture: str
    url: str


@dataclass(frozen=True)
class PhonePass:
    """Whose phone it is, and for which return."""

    member: int
    returning: int


def phone_code(request: DeskRequest, returning: Return) -> PhoneCode | None:
    """The code for who may receive, while there is something to count."""
    if not request.actor.may(Right.GOODS_RECEIVE) or returning.state not in TO_RECEIVE:
        return None
    token = signing.dumps([request.actor.id, returning.pk], salt=SALT)
    url = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('dock-phone', args=[token])}"
    return PhoneCode(qr(url), url)


def read_pass(token: str) -> PhonePass | None:
    """What a token opens; None when it was not made here, or has run out."""
    try:
        member, returning = signing.loads(token, salt=SALT, max_age=LASTS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return PhonePass(int(member), int(returning))
