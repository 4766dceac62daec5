"""Below /api/ everything that is refused is refused in JSON, whoever refuses it."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from aftercare.api.problems import CONTENT_TYPE, problem
from aftercare.api.refusals import nothing_here, too_large

_MULTIPART_FRAME = 64 * 1024
_HEADERS = {
    "Vary": "Accept-Language",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Problems:
    """Stop bodies that are larger than anything we take, before they are read; give plain error pages our shape."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self._with_key: Callable[[HttpRequest], HttpResponse] = convert_exception_to_response(_view_alone)  # type: ignore[assignment]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.answer(request)
        if _length(request) > max(settings.MAX_PHOTO_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE) + _MULTIPART_FRAME:
            return too_large(request)
        response = self._with_key(request) if "HTTP_AUTHORIZATION" in request.META else self._without(request)
        is_plain = response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE
        return _as_problem(request, response) if is_plain else response

    def _without(self, request: HttpRequest) -> HttpResponse:
        """The long way, for documentation and refusals. A browser's session says nothing here: nobody looks it up."""
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.answer(request)


def _view_alone(request: HttpRequest) -> HttpResponse:
    """The view itself, in the reader's language: whoever shows a key needs no session, form or page around it."""
    language = get_language_from_request(request) if "HTTP_ACCEPT_LANGUAGE" in request.META else settings.LANGUAGE_CODE
    with override(language):
        match = _found(request.path_info)
        if match is None:
            return nothing_here(request)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    for name, value in {"Content-Language": language, **_HEADERS}.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Length", str(len(response.content)))
    return response


@lru_cache(maxsize=1000)
def _found(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


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
