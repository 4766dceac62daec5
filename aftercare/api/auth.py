"""Who asks: a key in the Authorization header; its scopes are its rights, and none are given by default."""

import re
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja.security import HttpBearer

from aftercare.api.counting import Uses
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import ApiKey
from aftercare.org.queries.actors import actor_of_key, key_of_secret
from aftercare.org.rights import Right

USES = Uses()
_SELDOM = 1000
_SECRET = re.compile(r"ac_[0-9a-f]{8}_[0-9a-f]{40}")


class TooManyRequests(DomainError):
    """The key asked more often than allowed; `seconds` until it may ask again."""

    code = "too_many_requests"
    status = 429
    seconds = 60


class Key(HttpBearer):
    """Lets in a living key that has any of the rights; without rights named, nobody."""

    def __init__(self, *rights: Right) -> None:
        super().__init__()
        self.rights = rights

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, noted as used; None when there is none. Raises TooManyRequests or NotAllowed."""
        key = key_of_secret(token) if _SECRET.fullmatch(token) else None
        if key is None:
            return None
        check_rate(key, at=timezone.now())
        actor = actor_of_key(key)
        if not any(actor.may(right) for right in self.rights):
            raise NotAllowed(_("This key lacks the scope for that: %(scope)s."), scope=", ".join(self.rights) or "–")
        request.actor = actor  # type: ignore[attr-defined]
        return key


def check_rate(key: ApiKey, *, at: datetime) -> None:
    """Count the request; raises TooManyRequests when the minute's allowance is spent. 0 switches the limit off."""
    most: int = settings.API_REQUESTS_PER_MINUTE
    uses = USES.count(key, every=max(1, most // 200) if most else _SELDOM, at=at)
    if most and uses > most:
        refusal = TooManyRequests(_("This key may ask %(most)d times a minute. Wait a moment."), most=most)
        refusal.seconds = 60 - at.second
        raise refusal
