"""Every request has an id; it stands in the journal, in the log and in the answer."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from aftercare.journal.terms import current_request

_SAFE = re.compile(r"[A-Za-z0-9_.-]{8,64}")


class RequestId:
    """Take the proxy's X-Request-Id when it is harmless, else make one."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _SAFE.fullmatch(given) else uuid.uuid4().hex
        token = current_request.set(request_id)
        try:
            response = self.answer(request)
        finally:
            current_request.reset(token)
        response["X-Request-Id"] = request_id
        return response
