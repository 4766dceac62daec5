"""How personal data is shown by default: enough to recognise it, not enough to use it."""

DOTS = "•••"


def mask(value: str, kind: str) -> str:
    """The value with its telling part covered; kinds are phone, name, email, address. Unknown kinds are covered whole."""
    if not value:
        return ""
    return _MASKS.get(kind, _whole)(value)


def _whole(_value: str) -> str:
    return DOTS


def _phone(value: str) -> str:
    digits = [char for char in value if char.isdigit()]
    return f"••• •••• {''.join(digits[-4:])}" if len(digits) > 6 else DOTS


def _name(value: str) -> str:
    return f"{value.strip()[:1]}{DOTS}"


def _email(value: str) -> str:
    user, at, host = value.partition("@")
    return f"{user[:1]}{DOTS}{at}{host}" if at else DOTS


def _address(value: str) -> str:
    lines = [part.strip() for part in value.replace("\n", ",").split(",") if part.strip()]
    return f"{DOTS}, {lines[-1]}" if len(lines) > 1 else DOTS


_MASKS = {"phone": _phone, "name": _name, "email": _email, "address": _address}
