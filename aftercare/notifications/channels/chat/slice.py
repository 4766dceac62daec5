"""Chat messages, by an adapter that knows the room: WeCom, DingTalk, Feishu, Slack and their like."""

from aftercare.notifications.channels.posting import post
from aftercare.notifications.terms import Connection, Parcel, Receipt


class ChatLine:
    """Posts `to`, `name`, `title` and `text`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one message over."""
        told = {"to": parcel.to, "name": parcel.to_name, "title": parcel.subject, "text": parcel.body}
        return post(self._connection, parcel, {**told, "language": parcel.language})

    def close(self) -> None:
        """Nothing stays open."""
