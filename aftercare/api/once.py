"""Writing endpoints: one transaction each, and with an Idempotency-Key done once."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from operator import itemgetter
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import BaseModel

from aftercare.api.requests import KeyRequest
from aftercare.journal.commands.answers import Given, answer_once, fingerprint
from aftercare.kernel.errors import DomainError
from aftercare.kernel.sealing import seal, unseal
from aftercare.rows.commands import together
from aftercare.rows.untangling import untangled

P = ParamSpec("P")
_USABLE = re.compile(r"[!-~]{1,180}")
HEADER = "Idempotency-Key"


class BadIdempotencyKey(DomainError):
    """The key cannot be kept."""

    code = "bad_idempotency_key"


@dataclass(frozen=True)
class Made:
    """What a writing view answers."""

    status: int
    body: BaseModel


def once(
    view: Callable[Concatenate[KeyRequest, P], Made],
) -> Callable[Concatenate[KeyRequest, P], HttpResponse]:
    """Run the view in one transaction; repeat its answer when the same key comes with the same request.

    A refusal undoes everything the view did and keeps no answer, so the request may be corrected and sent again.
    """
    return _once(view, _given)


def once_sealed(
    view: Callable[Concatenate[KeyRequest, P], Made],
) -> Callable[Concatenate[KeyRequest, P], HttpResponse]:
    """The same for a view that tells a secret: the answer is kept sealed."""
    return _once(view, _given_sealed)


def _once(
    view: Callable[Concatenate[KeyRequest, P], Made], given: Callable[[KeyRequest, Callable[[], Given]], Given]
) -> Callable[Concatenate[KeyRequest, P], HttpResponse]:
    @wraps(view)
    def answered(request: KeyRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        def work() -> Given:
            made = view(request, *args, **kwargs)
            # Kept as text, so that the repetition is the same to the byte.
            return Given(made.status, made.body.model_dump_json())

        return _response(untangled(lambda: given(request, work)))

    return answered


def _given(request: KeyRequest, work: Callable[[], Given]) -> Given:
    key = request.headers.get(HEADER)
    if key is None:
        with together():
            return work()
    if not _USABLE.fullmatch(key):
        raise BadIdempotencyKey(_("An Idempotency-Key has 1 to 180 letters, digits and signs."), field=HEADER)
    return answer_once(f"api:{key}", _print(request), work, by=request.actor, at=timezone.now())


def _given_sealed(request: KeyRequest, work: Callable[[], Given]) -> Given:
    def sealed() -> Given:
        told = work()
        return replace(told, body=seal(str(told.body), settings.SEALING_KEY))

    given = _given(request, sealed)
    return replace(given, body=unseal(str(given.body), settings.SEALING_KEY))


def _print(request: KeyRequest) -> str:
    """What makes two requests the same; of files their content counts, since each try draws another boundary."""
    method, path = request.method or "", request.get_full_path()
    if request.content_type != "multipart/form-data":
        return fingerprint(method, path, request.body)
    files = [(name, file) for name, files in request.FILES.lists() for file in files]
    parts = [f"{name} {file.name} {_digest(file)}" for name, file in sorted(files, key=itemgetter(0))]
    parts += [f"{name}={values!r}" for name, values in sorted(request.POST.lists())]
    return fingerprint(method, path, "\n".join(parts).encode())


def _digest(file: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _response(given: Given) -> HttpResponse:
    headers = {"Idempotent-Replayed": "true"} if given.repeated else {}
    return HttpResponse(str(given.body), status=given.status, content_type="application/json", headers=headers)
