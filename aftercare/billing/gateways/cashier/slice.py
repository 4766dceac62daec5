"""Payment by people: the refund waits in the cashier's list."""

from aftercare.billing.gateways.contract import Slice
from aftercare.billing.terms import GatewayKind

CASHIER = Slice(GatewayKind.CASHIER, connect=None)
