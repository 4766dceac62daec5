"""The ways out that there are."""

from collections.abc import Callable, Mapping

from aftercare.notifications.channels.chat.slice import ChatLine
from aftercare.notifications.channels.contract import Line
from aftercare.notifications.channels.email.smtp import SmtpLine
from aftercare.notifications.channels.sms.slice import SmsLine
from aftercare.notifications.terms import ChannelKind, Connection

LINES: Mapping[str, Callable[[Connection], Line]] = {
    ChannelKind.EMAIL: SmtpLine,
    ChannelKind.SMS: SmsLine,
    ChannelKind.CHAT: ChatLine,
}


def open_line(kind: str, connection: Connection) -> Line:
    """The way out of a kind; nothing is said over it yet."""
    return LINES[kind](connection)
