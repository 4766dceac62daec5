"""How the sign-in library behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Nobody signs himself up: administrators add colleagues, orders bring buyers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library asks so
        """Never."""
        return False
