"""An e-mail as it goes over the wire: text and HTML, threaded by case, marked as sent by a machine."""

import re
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from html import escape

from aftercare.notifications.channels.email.addresses import named
from aftercare.notifications.terms import Parcel

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)，。；：！？）]")
_STYLE = "font: 16px/1.5 system-ui, sans-serif; color: #1c2024; max-width: 40em; margin: 0 auto; padding: 16px"


def compose(parcel: Parcel, *, in_utf8: bool = False) -> EmailMessage:
    """The mail. The same parcel gives the same mail, on every try. `in_utf8` where an address needs it (RFC 6532)."""
    mail = EmailMessage(policy=SMTPUTF8 if in_utf8 else SMTP)
    mail["From"] = named(parcel.sender_name, parcel.sender)
    mail["To"] = named(parcel.to_name, parcel.to)
    if parcel.reply_to:
        mail["Reply-To"] = named(parcel.sender_name, parcel.reply_to)
    mail["Subject"] = parcel.subject
    mail["Date"] = format_datetime(parcel.at)
    mail["Message-ID"] = parcel.message_id
    if parcel.thread:
        mail["In-Reply-To"] = parcel.thread
        mail["References"] = parcel.thread
    # RFC 3834: nobody's out-of-office shall answer a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    for name, value in parcel.headers.items():
        mail[name] = value
    mail.set_content(parcel.body)
    mail.add_alternative(_html(parcel), subtype="html")
    mail["Content-Language"] = parcel.language
    return mail


def _html(parcel: Parcel) -> str:
    paragraphs = "".join(f"<p>{_linked(part)}</p>" for part in parcel.body.strip().split("\n\n"))
    return (
        f'<!doctype html><html lang="{escape(parcel.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(parcel.subject)}</title></head>'
        f'<body><div style="{_STYLE}">{paragraphs}</div></body></html>'
    )


def _linked(text: str) -> str:
    """Escaped, its addresses made links, its line breaks kept. What a buyer wrote can bring in no markup."""
    parts, last = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join([*parts, escape(text[last:])]).replace("\n", "<br>")
