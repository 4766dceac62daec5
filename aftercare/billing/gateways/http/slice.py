"""Asking over HTTP: one POST per payment, one GET for how it stands."""

import json
from urllib.parse import quote

from aftercare.billing.gateways.contract import Slice
from aftercare.billing.gateways.http.answers import read_payment, read_status
from aftercare.billing.terms import Connection, GatewayKind, Instruction, Outcome, Reply
from aftercare.kernel.money import from_minor
from aftercare.kernel.signing import signed_headers
from aftercare.wire.asking import ask
from aftercare.wire.terms import Heard, Question, Unheard, Why

_WENT = {Why.BLOCKED: Outcome.BLOCKED, Why.NOT_SENT: Outcome.NOT_SENT, Why.SILENT: Outcome.SILENT}


class HttpGateway:
    """One connection per question; it is asked seldom enough."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pay(self, told: Instruction) -> Reply:
        """POST the payment to the gateway's address."""
        body = json.dumps(_payment(told), ensure_ascii=False, separators=(",", ":")).encode()
        heard = self._exchange("POST", self._connection.url, told, body)
        return heard if isinstance(heard, Reply) else read_payment(heard, told)

    def ask(self, told: Instruction) -> Reply:
        """GET the address of the payment: the gateway's, with the key behind it."""
        address = f"{self._connection.url.rstrip('/')}/{quote(told.key, safe='')}"
        heard = self._exchange("GET", address, told, b"")
        return heard if isinstance(heard, Reply) else read_status(heard, told)

    def _exchange(self, method: str, url: str, told: Instruction, body: bytes) -> Heard | Reply:
        headers = signed_headers(self._connection.secret, told.key, told.at, body)
        ours = self._connection
        heard = ask(Question(method, url, headers, body, ours.timeout_seconds, ours.may_be_private))
        return Reply(_WENT[heard.why], sentence=heard.sentence) if isinstance(heard, Unheard) else heard


def _payment(told: Instruction) -> dict[str, object]:
    return {
        "key": told.key,
        "amount": str(from_minor(told.amount_minor, told.currency)),
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "reference": told.number,
        "order_number": told.order_number,
        "payee": told.payee,
    }


HTTP = Slice(GatewayKind.HTTP, connect=HttpGateway)
