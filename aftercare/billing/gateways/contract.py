"""What every kind of gateway offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aftercare.billing.terms import Connection, GatewayKind, Instruction, Reply


class PayoutGateway(Protocol):
    """Somebody who pays when asked. Neither question raises: whatever goes wrong is a reply."""

    def pay(self, told: Instruction) -> Reply:
        """Ask to pay; asked again under the same key it must not pay again."""
        ...

    def ask(self, told: Instruction) -> Reply:
        """Ask how the payment under this key stands."""
        ...


@dataclass(frozen=True)
class Slice:
    """One kind of gateway; without `connect` people pay, and nobody is asked."""

    kind: GatewayKind
    connect: Callable[[Connection], PayoutGateway] | None
