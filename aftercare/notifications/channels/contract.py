"""What every way out offers."""

from typing import Protocol

from aftercare.notifications.terms import Parcel, Receipt


class Line(Protocol):
    """An open way out; several messages go over it one after the other."""

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one message over. Never raises: whatever goes wrong is a receipt."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...
