"""What an answer over HTTP means. When in doubt it means nothing, and the gateway is asked again."""

import json
from http import HTTPStatus
from typing import Any

from aftercare.billing.terms import Instruction, Outcome, Reply
from aftercare.wire.terms import Heard, one_line

_EXCERPT = 500
_UNDECIDED = {
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.LOCKED, HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}  # fmt: skip
"""Refusals for the moment: another request with the key is under way, or there were too many."""

_WORDS = {"paid": Outcome.PAID, "pending": Outcome.PENDING, "failed": Outcome.REFUSED}


def read_payment(heard: Heard, told: Instruction) -> Reply:
    """The answer to “pay”."""
    if 400 <= heard.status < 500 and heard.status not in _UNDECIDED:
        return _reply(heard, Outcome.REFUSED, _sentence(heard, _object(heard)))
    return _read(heard, told)


def read_status(heard: Heard, told: Instruction) -> Reply:
    """The answer to “how does it stand”; a refusal of this question says nothing about the payment."""
    if heard.status == HTTPStatus.NOT_FOUND and _object(heard).get("status") == "unknown":
        return _reply(heard, Outcome.UNKNOWN, _sentence(heard, _object(heard)))
    return _read(heard, told)


def _read(heard: Heard, told: Instruction) -> Reply:
    found = _object(heard)
    word = found.get("status")
    is_ours = found.get("key", told.key) == told.key
    if not (200 <= heard.status < 300 and is_ours and isinstance(word, str) and word in _WORDS):
        return _reply(heard, Outcome.SILENT, _sentence(heard, found))
    outcome = _WORDS[word]
    return _paid(heard, found) if outcome == Outcome.PAID else _reply(heard, outcome, _sentence(heard, found))


def _paid(heard: Heard, found: dict[str, Any]) -> Reply:
    reference, amount, currency = found.get("reference"), found.get("amount_minor"), found.get("currency")
    is_whole = isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount < 2**63
    if not (isinstance(reference, str) and reference.strip() and is_whole and isinstance(currency, str)):
        return _reply(heard, Outcome.SILENT, _sentence(heard, found))
    return Reply(
        Outcome.PAID,
        reference=one_line(reference, 80),
        amount_minor=amount if isinstance(amount, int) else 0,
        currency=one_line(currency, 3),
        sentence=_sentence(heard, found),
        http_status=heard.status,
        excerpt=one_line(heard.body.decode(errors="replace"), _EXCERPT),
    )


def _reply(heard: Heard, outcome: Outcome, sentence: str) -> Reply:
    excerpt = one_line(heard.body.decode(errors="replace"), _EXCERPT)
    return Reply(outcome, sentence=sentence, http_status=heard.status, excerpt=excerpt)


def _object(heard: Heard) -> dict[str, Any]:
    try:
        found = json.loads(heard.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _sentence(heard: Heard, found: dict[str, Any]) -> str:
    """What the gateway says for people; else the name of its status."""
    said = next((found[name] for name in ("detail", "message", "error") if isinstance(found.get(name), str)), "")
    return one_line(said, _EXCERPT) or ("" if heard.status < 300 else f"HTTP {heard.status}")
