"""Below /api/ everything that is refused is refused in JSON, whoever refuses it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from aftercare.api.problems import CONTENT_TYPE, problem
from aftercare.api.refusals import nothing_here, too_large

_MULTIPART_FRAME = 64 * 1024


class Problems:
    """Stop bodies that are larger than anything we take, before they are read; give plain error pages our shape."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.answer(request)
        if _length(request) > max(settings.MAX_PHOTO_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + _MULTIPART_FRAME:
            return too_large(request)
        # A browser's session says nothing here: the key does. Without it nobody looks the session up.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        response = self.answer(request)
        is_plain = response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE
        return _as_problem(request, response) if is_plain else response


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdigit() else 0


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code == 404:
        return nothing_here(request)
    if response.status_code == 405:
        allow = response.get("Allow", "")
        sentence = _("This address understands %(methods)s only.") % {"methods": allow}
        return problem(405, "method_not_allowed", sentence, headers={"Allow": allow})
    if response.status_code >= 500:
        return problem(response.status_code, "internal_error", _("Something went wrong on our side."))
    return problem(response.status_code, "bad_request", _("The request could not be read."))
