"""The request as our views know it: with its actor."""

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import StalePage
from aftercare.org.models import Member


class DeskRequest(HttpRequest):
    """A request after the middleware.

    `actor` is who acts; NOBODY when nobody signed in. `member` is the signed-in one. `seen` marks what a form of
    settings began with.
    """

    actor: Actor
    member: Member | None
    seen: str


def member_of(request: DeskRequest) -> Member:
    """The signed-in reader, on pages that nobody else reaches."""
    assert request.member is not None
    return request.member


def seen_version(request: HttpRequest) -> int:
    """The version of the record that the page showed, from its hidden field `version`; refuses when it says none."""
    said = request.POST.get("version", "")
    if not said.isdecimal() or len(said) > 9:
        raise StalePage(_("This page does not tell what you saw. Open it again, then decide."))
    return int(said)
