"""What the API says about itself."""

from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve

_ADDRESS = "/api/v1/openapi.json"


def openapi() -> str:
    """The OpenAPI document, as the API gives it to everybody."""
    request: HttpRequest = RequestFactory().get(_ADDRESS)
    found = resolve(_ADDRESS)
    return found.func(request, *found.args, **found.kwargs).content.decode()  # type: ignore[no-any-return]
