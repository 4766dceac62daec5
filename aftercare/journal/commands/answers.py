"""Answering a repeated request as the first time."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from aftercare.journal.models import Answer
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.kernel.words import gettext_noop as _


class KeyReused(DomainError):
    """The idempotency key was used before with another request."""

    code = "idempotency_key_reused"


@dataclass(frozen=True)
class Given:
    """A status and a JSON body; `repeated` when it was given before."""

    status: int
    body: object
    repeated: bool = False


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same request."""
    return hashlib.sha256(b"\n".join([method.encode(), path.encode(), body])).hexdigest()


def answer_once(key: str, print_of_request: str, work: Callable[[], Given], *, by: Actor, at: datetime) -> Given:
    """Do the work and keep its answer in the same transaction, or give the answer that was kept.

    The advisory lock makes a repetition that comes while the first is still running wait for it.
    Raises KeyReused when the key stands for another request. A refusal keeps nothing: it may be tried again.
    """
    with transaction.atomic():
        _lock(by, key)
        kept = Answer.objects.filter(asker=by.key, key=key).first()
        if kept:
            return _again(kept, print_of_request)
        given = work()
        Answer.objects.create(
            asker=by.key, key=key, fingerprint=print_of_request, status=given.status, body=given.body, at=at
        )
        return given


def forget_answers(*, at: datetime, after: timedelta = timedelta(days=7)) -> int:
    """Drop answers older than `after`; returns how many."""
    return Answer.objects.filter(at__lt=at - after).delete()[0]


def _lock(by: Actor, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{by.key}\n{key}"])


def _again(kept: Answer, print_of_request: str) -> Given:
    if kept.fingerprint != print_of_request:
        raise KeyReused(_("This Idempotency-Key was already used for another request."), field="Idempotency-Key")
    return Given(kept.status, kept.body, repeated=True)
