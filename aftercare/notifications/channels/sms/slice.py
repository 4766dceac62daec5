"""Text messages, by a service that takes them over HTTP."""

from aftercare.notifications.channels.posting import post
from aftercare.notifications.terms import Connection, Parcel, Receipt


class SmsLine:
    """Posts `to`, `text` and `from`; which of the many services sends it is the adapter's business."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one text over."""
        told = {"to": parcel.to, "text": parcel.body, "from": self._connection.sender, "language": parcel.language}
        return post(self._connection, parcel, told)

    def close(self) -> None:
        """Nothing stays open."""
