"""Numbers that a contracted carrier has set aside for labels: “DP500000001GB” to “DP500000999GB”."""

import re

from aftercare.kernel.errors import DomainError
from aftercare.kernel.words import gettext_noop as _

_SHAPE = re.compile(r"([A-Z]*)(\d{4,15})([A-Z]{0,3})")


class BadRange(DomainError):
    """First and last number do not belong to one row of numbers."""

    code = "bad_range"


def check_range(first: str, last: str) -> None:
    """Refuse what is no row of numbers of one shape, the last not before the first."""
    one, other = _SHAPE.fullmatch(first), _SHAPE.fullmatch(last)
    if one is None or other is None or _around(one) != _around(other) or int(one[2]) > int(other[2]):
        raise BadRange(
            _("Enter the first and the last number as they stand on labels: DP500000001GB."), field="label_next"
        )


def number_after(number: str, last: str) -> str:
    """The next number of the row; empty when this was the last."""
    found = _SHAPE.fullmatch(number)
    if found is None or number == last:
        return ""
    prefix, digits, suffix = found.groups()
    return f"{prefix}{int(digits) + 1:0{len(digits)}d}{suffix}"


def _around(found: re.Match[str]) -> tuple[str, int, str]:
    return found[1], len(found[2]), found[3]
