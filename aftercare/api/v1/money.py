"""Amounts on the wire are decimal text; inside they are minor units."""

from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError
from aftercare.kernel.money import digits, from_minor, to_minor

LARGEST_MINOR = 10**15


class BadAmount(DomainError):
    """An amount finer than its currency, or larger than any order."""

    code = "bad_amount"


def minor(amount: str, currency: str, *, field: str, pieces: int = 1) -> int:
    """Minor units, never rounded; raises BadAmount. `pieces` times the amount must still be a sum that can be kept."""
    places = len(amount.partition(".")[2])
    if places > digits(currency):
        sentence = _("“%(amount)s” has more decimal places than %(currency)s has.")
        raise BadAmount(sentence, field=field, amount=amount, currency=currency)
    value = to_minor(amount, currency)
    if value * pieces > LARGEST_MINOR:
        raise BadAmount(_("“%(amount)s” is too large."), field=field, amount=amount)
    return value


def text(minor_units: int, currency: str) -> str:
    """`"732.80"`."""
    return str(from_minor(minor_units, currency))
