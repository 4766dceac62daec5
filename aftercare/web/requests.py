"""The request as our views know it: with its actor."""

from django.http import HttpRequest

from aftercare.kernel.actor import Actor
from aftercare.org.models import Member


class DeskRequest(HttpRequest):
    """A request after the middleware: `actor` is who acts; NOBODY when nobody signed in. `member` is the signed-in one."""

    actor: Actor
    member: Member | None
