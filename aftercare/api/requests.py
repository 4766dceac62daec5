"""The request as API views know it: with its actor."""

from django.http import HttpRequest

from aftercare.kernel.actor import Actor


class KeyRequest(HttpRequest):
    """A request that showed a key: `actor` is the machine behind it."""

    actor: Actor
