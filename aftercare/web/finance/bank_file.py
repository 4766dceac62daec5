"""The file with which a bank makes the payments."""

import csv
import io
from collections.abc import Iterable, Iterator

from aftercare.billing.models import Refund
from aftercare.kernel.money import from_minor

COLUMNS = ("amount", "currency", "payee_reference", "our_reference")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines_of_file(refunds: Iterable[Refund]) -> Iterator[str]:
    """The file line by line, its head first."""
    yield _line(COLUMNS)
    for refund in refunds:
        amount = str(from_minor(refund.total_minor, refund.currency))
        yield _line((amount, refund.currency, _plain(refund.order_number), refund.number))


def _line(values: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def _plain(text: str) -> str:
    """A shop's text that a spreadsheet would take for a formula is kept from it by an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text
