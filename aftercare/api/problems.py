"""Every refusal of the API has one shape: application/problem+json (RFC 9457) with a sentence and a code."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpResponse
from pydantic import BaseModel

from aftercare.journal.terms import current_request

CONTENT_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One field that could not be understood, and why."""

    field: str
    detail: str


class Problem(BaseModel):
    """Why a request was refused. `code` is for machines and never changes; `detail` is a sentence for people.

    `field` is the path of the answer to correct, like `lines[0].sku`; empty when no single one is to blame.
    `errors` lists all faults when the request could not be understood.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str
    request_id: str
    errors: list[Fault] = []


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    field: str = "",
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer that refuses."""
    body = Problem(
        type=f"urn:aftercare:problem:{code}",
        title=_title(status),
        status=status,
        code=code,
        detail=detail,
        field=field,
        request_id=current_request.get(),
        errors=list(errors),
    )
    content = json.dumps(body.model_dump(), ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)


def _title(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
