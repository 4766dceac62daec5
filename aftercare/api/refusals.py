"""Whatever goes wrong in a view leaves as a problem, never as a page and never as a stack trace."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from aftercare.api.auth import TooManyRequests
from aftercare.api.faults import faults_of
from aftercare.api.problems import problem
from aftercare.kernel.errors import DomainError
from aftercare.moves.refusals import say

log = logging.getLogger("aftercare.api")
_OF_A_LINE = re.compile(r"(amount|counted)-\d+")


def install(api: NinjaAPI) -> None:
    """Let the API answer every exception with a problem."""
    answers: list[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = [
        (DomainError, refused),
        (ValidationError, not_understood),
        (HttpError, unreadable),
        (AuthenticationError, no_key),
        (Http404, nothing_here),
        (RequestDataTooBig, too_large),
        (SuspiciousOperation, garbled),
        (MultiPartParserError, garbled),
        (UnreadablePostError, garbled),
        (DataError, unusable_value),
        (IntegrityError, collided),
        (OperationalError, database_away),
        (InterfaceError, database_away),
        # A distributed server may refuse a commit so.
        (InternalError, database_away),
        (Exception, broken),
    ]
    for kind, answer in answers:
        api.add_exception_handler(kind, answer)


def refused(_request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A rule said no; nothing was changed."""
    headers = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooManyRequests) else {}
    # Forms name a line's input by its row (`amount-12`); here lines have positions.
    field = "lines" if _OF_A_LINE.fullmatch(refusal.field) else refusal.field
    return problem(refusal.status, refusal.code, say(refusal), field=field, headers=headers)


def not_understood(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The fields are not what they should be."""
    # Of a body the place begins with ("body", "data"), of anything else with ("query",) and the like.
    faults = [f for e in error.errors for f in faults_of([e], skipped=2 if e["loc"][0] == "body" else 1)]
    first = faults[0]
    return problem(422, "not_understood", first.detail, field=first.field, errors=faults)


def unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body is no JSON."""
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError):
        return problem(400, "bad_encoding", _("The body is not valid UTF-8."))
    if isinstance(cause, json.JSONDecodeError):
        where = {"line": cause.lineno, "column": cause.colno}
        return problem(400, "bad_json", _("The body is no JSON: see line %(line)d, column %(column)d.") % where)
    return problem(error.status_code, "bad_json", _("The body is no JSON that can be read."))


def no_key(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """No key, an unknown one, or a revoked one."""
    sentence = _("Send a valid key in the header “Authorization: Bearer ac_…”.")
    return problem(401, "no_key", sentence, headers={"WWW-Authenticate": "Bearer"})


def nothing_here(_request: HttpRequest, _error: Exception | None = None) -> HttpResponse:
    """There is no such thing, or not for this key."""
    return problem(404, "not_found", _("There is nothing here, or this key may not see it."))


def too_large(_request: HttpRequest, _error: Exception | None = None) -> HttpResponse:
    """More bytes than accepted."""
    return problem(413, "too_large", _("The request is too large."))


def garbled(_request: HttpRequest, _error: Exception) -> HttpResponse:
    """A body that stopped half-way or contradicts its own headers."""
    return problem(400, "bad_request", _("The request could not be read."))


def unusable_value(_request: HttpRequest, error: DataError) -> HttpResponse:
    """The database cannot hold a value that no check had caught; worth a look, hence logged."""
    log.warning("A value got as far as the database: %s", error)
    return problem(422, "not_understood", _("One of the values cannot be kept."))


def collided(_request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """A constraint said no after all checks had said yes: somebody else was faster."""
    log.warning("A constraint refused: %s", error)
    return problem(409, "conflict", _("Somebody else wrote the same at the same moment. Look again, then try again."))


def database_away(_request: HttpRequest, error: DatabaseError | InterfaceError) -> HttpResponse:
    """The database cannot be reached, or was too busy; nothing was changed."""
    log.error("The database did not answer: %s", error)
    return problem(503, "unavailable", _("The database does not answer. Try again."), headers={"Retry-After": "5"})


def broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own mistake; nothing was changed."""
    log.error("A view failed", exc_info=error)
    return problem(500, "internal_error", _("Something went wrong on our side. Nothing was changed."))
