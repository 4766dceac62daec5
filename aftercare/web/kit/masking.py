"""How personal data is shown by default: enough to recognise it, not enough to use it."""

from aftercare.customers.rules import masked_phone, masked_text

DOTS = "•••"


def mask(value: str, kind: str) -> str:
    """The value with its telling part covered; kinds are phone, name, email, address; others are covered whole."""
    if not value:
        return ""
    return _MASKS.get(kind, _whole)(value)


def _whole(_value: str) -> str:
    return DOTS


def _email(value: str) -> str:
    user, at, host = value.partition("@")
    return f"{user[:1]}{DOTS}{at}{host}" if at else DOTS


def _address(value: str) -> str:
    lines = [part.strip() for part in value.replace("\n", ",").split(",") if part.strip()]
    return f"{DOTS}, {lines[-1]}" if len(lines) > 1 else DOTS


_MASKS = {"phone": masked_phone, "name": masked_text, "email": _email, "address": _address}
