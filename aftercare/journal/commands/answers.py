"""Answering a repeated request as the first time."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercare.journal.models import Answer
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.kernel.words import gettext_noop as _
from aftercare.rows.commands import add, together
from aftercare.rows.cursors import asked_in_a_row


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
    with together():
        kept = _kept(by, key)
        if kept:
            return _again(kept, print_of_request)
        given = work()
        add(Answer(asker=by.key, key=key, fingerprint=print_of_request, status=given.status, body=given.body, at=at))
        return given


def forget_answers(*, at: datetime, after: timedelta = timedelta(days=7)) -> int:
    """Drop answers older than `after`; returns how many."""
    return Answer.objects.filter(at__lt=at - after).delete()[0]


_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_KEPT = "SELECT fingerprint, status, body FROM journal_answer WHERE asker = $1 AND key = $2"


def _kept(by: Actor, key: str) -> tuple[str, int, str] | None:
    """Fingerprint, status and body of the answer that was given; looked for once nobody else is about to give one."""
    _locked, found = asked_in_a_row((_LOCK, [f"{by.key}\n{key}"]), (_KEPT, [by.key, key]))
    return found[0] if found else None


def _again(kept: tuple[str, int, str], print_of_request: str) -> Given:
    fingerprint_kept, status, body = kept
    if fingerprint_kept != print_of_request:
        raise KeyReused(_("This Idempotency-Key was already used for another request."), field="Idempotency-Key")
    return Given(status, json.loads(body), repeated=True)
