"""Pages travel compressed: a list of fifty rows is a fifth of its size then."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class SmallerPages(GZipMiddleware):
    """Compress pages only: pictures and papers are compressed already, and exports would be at the cost of others.

    Django adds a random length, so that the size of a page tells nobody who counts bytes what is in it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave everything but HTML as it is."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response
