"""One POST per event: signed with every secret that is in force, without following redirects."""

from aftercare.kernel.signing import signature
from aftercare.notifications.terms import Answer, Told
from aftercare.wire.asking import ask
from aftercare.wire.terms import Heard, Question, Why, one_line


def tell(told: Told) -> Answer:
    """Send it and listen; whatever goes wrong is an answer without status."""
    body = told.payload.encode()
    seconds = str(int(told.at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Aftercare",
        "webhook-id": told.webhook_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(signature(one, told.webhook_id, seconds, body) for one in told.secrets),
    }
    heard = ask(Question("POST", told.url, headers, body, told.timeout_seconds, told.may_be_private))
    if isinstance(heard, Heard):
        return Answer(heard.status, one_line(heard.body.decode(errors="replace"), 300))
    return Answer(None, heard.sentence[:500], heard.why == Why.BLOCKED)
