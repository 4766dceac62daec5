"""Texts that are posted to a service, signed after Standard Webhooks: one POST per message, under its key."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from aftercare.kernel.signing import signed_headers
from aftercare.notifications.terms import Connection, Outcome, Parcel, Receipt
from aftercare.wire.asking import ask
from aftercare.wire.terms import Heard, Question, Why, one_line

_LATER = {
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.LOCKED, HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}  # fmt: skip


def post(connection: Connection, parcel: Parcel, told: Mapping[str, object]) -> Receipt:
    """Post one message. A second try carries the same key, so the service sends it once; silence is tried again."""
    body = json.dumps({"key": parcel.key, **told}, ensure_ascii=False, separators=(",", ":")).encode()
    headers = signed_headers(connection.secret, parcel.key, parcel.at, body)
    heard = ask(Question("POST", connection.url, headers, body, connection.timeout_seconds, connection.may_be_private))
    if isinstance(heard, Heard):
        return _read(heard)
    outcome = Outcome.REFUSED if heard.why == Why.BLOCKED else Outcome.TRY_LATER
    return Receipt(outcome, sentence=heard.sentence)


def _read(heard: Heard) -> Receipt:
    """2xx: taken, under the service's own id. 4xx: refused for good, `bad_address` when it says that."""
    told = _object(heard.body)
    sentence = one_line(str(told.get("detail") or told.get("message") or ""), 500)
    if 200 <= heard.status < 300:
        return Receipt(Outcome.TAKEN, one_line(str(told.get("id") or ""), 200), sentence)
    sentence = sentence or f"HTTP {heard.status}"
    if heard.status in _LATER or heard.status >= 500 or heard.status < 400:
        return Receipt(Outcome.TRY_LATER, sentence=sentence)
    is_address = told.get("error") == "bad_address"
    return Receipt(Outcome.BAD_ADDRESS if is_address else Outcome.REFUSED, sentence=sentence)


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
