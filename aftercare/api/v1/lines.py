"""Finding the line that a client means."""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext_noop as _

from aftercare.api.v1.shapes import LineRef
from aftercare.kernel.errors import DomainError
from aftercare.orders.models import OrderLine
from aftercare.returns.models import ReturnLine


class UnknownLine(DomainError):
    """No line, or more than one, goes by this name."""

    code = "unknown_line"


P = TypeVar("P", OrderLine, ReturnLine)


def line_meant(ref: LineRef, lines: Sequence[P], *, field: str) -> P:
    """The one line with this position or SKU; raises UnknownLine."""
    found = [line for line in lines if _is_meant(ref, line)]
    if not found:
        sentence = _("There is no line “%(name)s” here.")
        raise UnknownLine(sentence, field=field, name=ref.sku if ref.position is None else str(ref.position))
    if len(found) > 1:
        raise UnknownLine(_("Several lines have the SKU “%(sku)s”; name the position."), field=field, sku=ref.sku)
    return found[0]


def position_of(line: OrderLine | ReturnLine) -> int:
    """The line's place in the order."""
    return line.position if isinstance(line, OrderLine) else line.order_line.position


def _is_meant(ref: LineRef, line: OrderLine | ReturnLine) -> bool:
    if isinstance(line, OrderLine) and line.is_freight:
        return False
    return line.sku == ref.sku if ref.position is None else position_of(line) == ref.position
