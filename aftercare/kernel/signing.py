"""Signatures after the Standard Webhooks scheme: HMAC-SHA256 over id, time and body."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

_PREFIX = "whsec_"


def signed_headers(secret: str, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that go with a body."""
    seconds = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "Aftercare",
        "Idempotency-Key": key,
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": signature(secret, key, seconds, body),
    }


def signature(secret: str, key: str, seconds: str, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC over `id.seconds.body`."""
    told = b".".join([key.encode(), seconds.encode(), body])
    digest = hmac.new(_key(secret), told, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


class BadSignature(Exception):
    """Nobody who has the secret signed this, or not just now."""


def check_signature(secret: str, headers: Mapping[str, str], body: bytes, *, at: datetime, window_seconds: int) -> None:
    """Raise BadSignature unless one of the signatures is right and its time is within the window, either way.

    Several signatures stand beside each other with spaces between, while a secret is changed.
    """
    key, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()
    if not (key and given and seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12):
        raise BadSignature("The signature is missing.")
    if abs(int(seconds) - at.timestamp()) > window_seconds:
        raise BadSignature("The time of the signature is outside the window.")
    right = signature(secret, key, seconds, body).encode()
    if not any(hmac.compare_digest(right, one.encode()) for one in given[:5]):
        raise BadSignature("The signature is wrong.")


def _key(secret: str) -> bytes:
    """A secret with the scheme's prefix is base64; any other counts as it is written."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
