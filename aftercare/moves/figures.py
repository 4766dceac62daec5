"""Numbers and money as people of each language write them."""

from decimal import Decimal

from django.utils.translation import get_language

from aftercare.kernel.money import digits, from_minor

SYMBOLS = {
    "CNY": "¥", "JPY": "JP¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "MXN": "MX$", "AUD": "A$",
    "CAD": "C$", "SGD": "S$", "KRW": "₩", "INR": "₹", "BRL": "R$", "CHF": "CHF\N{NO-BREAK SPACE}",
}  # fmt: skip
"""Each stands for one currency, so that a list of several needs no head: a bare ¥ is the yuan, JP¥ the yen, as CLDR has
them in Chinese, where both are met.
"""
MINUS = "\N{MINUS SIGN}"


def number(value: int | Decimal) -> str:
    """A number with its thousands apart: “1,284”, in Spanish “1.284”. Keeps the places that a Decimal has."""
    text = f"{abs(value):,}"
    if _spanish():
        text = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return f"{MINUS}{text}" if value < 0 else text


def money(minor: int, currency: str, *, bare: bool = False) -> str:
    """An amount of minor units: “¥732.80”; “732,80 €” in Spanish; `bare` leaves the currency to the column's head."""
    text = number(from_minor(abs(minor), currency))
    if not bare:
        text = _with_symbol(text, currency)
    return f"{MINUS}{text}" if minor < 0 else text


def symbol(currency: str) -> str:
    """The sign to print, or the code itself for a currency without a common one."""
    return SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")


def typed(minor: int, currency: str) -> str:
    """The amount as one types it into a field, without thousands and with a point: “1732.80”."""
    return f"{from_minor(minor, currency):.{digits(currency)}f}"


def _with_symbol(text: str, currency: str) -> str:
    sign = symbol(currency)
    return f"{text}\N{NO-BREAK SPACE}{sign.strip()}" if _spanish() else f"{sign}{text}"


def _spanish() -> bool:
    return (get_language() or "en").startswith("es")
