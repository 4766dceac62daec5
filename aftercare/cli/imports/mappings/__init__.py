"""How the columns of a file become an order line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from aftercare.cli.imports.terms import Row, Setting
from aftercare.customers.commands import Buyer
from aftercare.orders.terms import NewLine


@dataclass(frozen=True)
class Head:
    """What a line says about its order; money in minor units."""

    ordered_at: datetime
    currency: str
    buyer: Buyer
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    discount_minor: int = 0
    freight_minor: int = 0
    recipient: str = ""
    phone: str = ""
    address: str = ""


class Line(NamedTuple):
    """One line as read: goods, or freight that stands as a line of its own."""

    head: Head
    goods: NewLine | None = None
    freight_minor: int = 0


@dataclass(frozen=True)
class Mapping:
    """A named way to read a file.

    `read` raises BadLine for what is no part of a sale. With `whole_orders` one bad line keeps its whole order out, so
    that it can be corrected and imported again; without, the rest of the order is taken, as exports that nobody will
    correct need it. `shop` is made when it does not exist.
    """

    name: str
    columns: tuple[str, ...]
    number_column: str
    read: Callable[[Row, Setting], Line]
    whole_orders: bool = True
    shop: str = ""
    shop_name: str = ""
