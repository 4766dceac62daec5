"""The kinds of gateway that there are."""

from aftercare.billing.gateways.cashier.slice import CASHIER
from aftercare.billing.gateways.contract import PayoutGateway
from aftercare.billing.gateways.http.slice import HTTP
from aftercare.billing.terms import Connection

SLICES = {one.kind: one for one in (CASHIER, HTTP)}


def connect(kind: str, connection: Connection) -> PayoutGateway:
    """The gateway at the other end. Only kinds that pay by themselves have one."""
    found = next(one for one in SLICES.values() if one.kind == kind)
    if found.connect is None:
        raise LookupError(f"Nobody can be asked: {kind} is paid by people.")
    return found.connect(connection)
