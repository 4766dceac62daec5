"""Secrets that must be read again later, like a key for signing: kept encrypted, useless without the home's own key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


class NotOurs(Exception):
    """The secret was sealed with another key."""


def seal(secret: str, key: str) -> str:
    """The secret, encrypted and signed with the key."""
    return _box(key).encrypt(secret.encode()).decode()


def unseal(sealed: str, key: str) -> str:
    """The secret again; raises NotOurs when it was sealed with another key or altered."""
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise NotOurs("The secret was sealed with another key.") from wrong


def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
