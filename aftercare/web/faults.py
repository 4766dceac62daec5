"""What the web answers when something failed that nobody foresaw; nothing was changed then."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

AGAIN_AFTER_SECONDS = 5


def server_error(_request: HttpRequest) -> HttpResponse:
    """A page that needs nothing but itself: our mistake, or a database that restarts and will be back in seconds."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(AGAIN_AFTER_SECONDS)
        return response
    return HttpResponse(render_to_string("500.html"), status=500)
