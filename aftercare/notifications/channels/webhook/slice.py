"""One POST per event: signed with every secret that is in force, without following redirects."""

from aftercare.billing.gateways.http.answers import clean
from aftercare.billing.gateways.http.wire import Heard, exchange
from aftercare.billing.terms import Connection, Outcome
from aftercare.kernel.signing import signature
from aftercare.notifications.terms import Answer, Told


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
    connection = Connection(told.url, "", told.timeout_seconds, told.may_be_private)
    heard = exchange("POST", told.url, headers, body, connection)
    if isinstance(heard, Heard):
        return Answer(heard.status, clean(heard.body.decode(errors="replace"), 300))
    return Answer(None, heard.sentence[:500], heard.outcome == Outcome.BLOCKED)
