"""Refusals become pages: a sentence, nothing changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aftercare.kernel.errors import DomainError
from aftercare.moves.refusals import say


class Refusals:
    """Render a DomainError that a view let through: a toast-sized partial for htmx, a page otherwise."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with whatever a view raised."""
        if not isinstance(exception, DomainError):
            return None
        context = {"sentence": say(exception), "code": exception.code, "field": exception.field, "back": _back(request)}
        partial = bool(getattr(request, "htmx", False))
        template = "kit/_refusal.html" if partial else "kit/refusal.html"
        return render(request, template, context, status=exception.status)


def _back(request: HttpRequest) -> str:
    """The page the refused form was sent from; only ever one of ours."""
    return request.path if request.method == "GET" else request.path.rsplit("/", 2)[0] + "/"
