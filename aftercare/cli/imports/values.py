"""Reading one value; raises BadLine with a sentence when it is none."""

from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from aftercare.cli.imports.terms import BadLine
from aftercare.kernel.money import digits, to_minor

_EARLIEST, _LATEST = 1990, 2100
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})


def whole(text: str, column: str) -> int:
    """A whole number, `6` or `6.0`."""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    try:
        value = Decimal(text)
        if value.is_finite() and value == value.to_integral_value() and abs(value) < 10**18:
            return int(value)
    except InvalidOperation:
        pass
    raise BadLine(f"{column} is no whole number", f"{column}: “{text[:60]}” is no whole number.")


def money(text: str, column: str, currency: str) -> int:
    """Minor units of an amount; empty is nothing. Parts of a cent are rounded half up."""
    if not text:
        return 0
    try:
        return to_minor(text, currency)
    except ValueError:
        raise BadLine(f"{column} is no amount", f"{column}: “{text[:60]}” is no amount.") from None


@lru_cache(maxsize=8192)
def exact_money(text: str, column: str, currency: str) -> int:
    """Minor units of an amount that has no parts of a cent. Kept, since prices come again and again."""
    minor = money(text, column, currency)
    if text and Decimal(text).scaleb(digits(currency)) != minor:
        sentence = f"{column}: “{text[:60]}” has more decimal places than {currency} knows."
        raise BadLine(f"{column} has too many decimal places", sentence)
    return minor


def moment(text: str, column: str, zone: tzinfo) -> datetime:
    """A time as ISO 8601; without offset it is in the company's zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        example = "2026-03-02T09:00:00+00:00"
        raise BadLine(f"{column} is no time", f"{column}: “{text[:60]}” is no time like {example}.")
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def yes(text: str, column: str) -> bool:
    """Whether the answer is yes, in capitals or not; empty is no."""
    said = text.lower()
    if said not in _YES | _NO:
        raise BadLine(f"{column} is neither yes nor no", f"{column}: “{text[:60]}” is neither yes nor no.")
    return said in _YES


def short(text: str, column: str, most: int) -> str:
    """The text, when it is not longer than the record can hold."""
    if len(text) > most:
        raise BadLine(f"{column} is too long", f"{column} has {len(text)} characters; {most} are possible.")
    return text


def needed(text: str, column: str, most: int) -> str:
    """The text, which must not be empty."""
    if not text:
        raise BadLine(f"{column} is missing", f"{column} is empty.")
    return short(text, column, most)
