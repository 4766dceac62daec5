"""Reading a mail that came in: who wrote what, whether a person wrote it at all, and which case it answers.

Anything may come in. Reading never fails: what cannot be read is empty.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from html.parser import HTMLParser

from aftercare.notifications.rules.proof import UNREADABLE, is_proven
from aftercare.notifications.rules.refusals import code_in, is_about_sender, is_no_such_address
from aftercare.notifications.terms import MailKind

LONGEST_TEXT = 20_000
MOST_FILES = 9
_NUMBER = re.compile(r"\b[A-Z]{2}-\d{4}-\d{6}\b(?!-\d)", re.IGNORECASE)
"""A case's number; with “-1” behind it is the number of an order whose goods were given in exchange."""

_NO_PERSON = re.compile(r"^(mailer-daemon|postmaster|no-?reply|bounces?)\b", re.IGNORECASE)
_QUOTE_BEGINS = re.compile(
    r"^\s*(>|-{2,}\s*(Original Message|Mensaje original|原始邮件|原始郵件)|_{8,}|On .{4,80} wrote:|El .{4,80} escribió:"
    r"|.{2,80}(写道|寫道)[:：]|(From|De|发件人|寄件者|寄件人)[:：] .+@)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attached:
    """Something that was attached, as its sender calls it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """A mail as we read it. `marks` is the text in which a mark of ours can stand.

    `is_hard`: it came back for good; `is_no_address`: because there is no such address; `is_about_sender`: because our
    own address was refused.
    """

    message_id: str
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    marks: str
    kind: MailKind
    numbers: tuple[str, ...] = ()
    files: tuple[Attached, ...] = ()
    is_proven: bool = False
    is_hard: bool = False
    is_no_address: bool = False
    is_about_sender: bool = False
    reason: str = ""


def read_mail(raw: bytes, *, trusted: str = "", ours: Iterable[str] = ()) -> Incoming:
    """The mail in our words. We believe the verdict about senders of the server `trusted`; we send from `ours`."""
    mail = message_from_bytes(raw, policy=policy.default)
    name, sender = parseaddr(_header(mail, "From"))
    subject = _line(_header(mail, "Subject"), 300)
    kind = _kind(mail, sender, {address.lower() for address in ours})
    is_bounce = kind == MailKind.BOUNCE
    text = "" if is_bounce else own_words(_text(mail))
    return Incoming(
        message_id=_line(_header(mail, "Message-ID"), 300) or f"sha256:{hashlib.sha256(raw).hexdigest()}",
        sender=_line(sender, 200).lower(),
        sender_name=_line(name, 200),
        recipient=_line(_header(mail, "To"), 200),
        subject=subject,
        text=text,
        marks=raw[:200_000].decode(errors="replace") if is_bounce else _marks(mail),
        kind=kind,
        numbers=tuple(dict.fromkeys(number.upper() for number in _NUMBER.findall(subject))),
        files=() if is_bounce else tuple(_files(mail)),
        is_proven=is_proven(mail, sender, trusted),
        is_hard=is_bounce and bool(_failures(mail)),
        is_no_address=is_bounce and any(is_no_such_address(_status(part)) for part in _failures(mail)),
        is_about_sender=is_bounce and any(is_about_sender(_status(part)) for part in _failures(mail)),
        reason=_reason(mail) if is_bounce else "",
    )


def own_words(text: str) -> str:
    """What the writer wrote himself: everything before the mail that he answers."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTE_BEGINS.match(line) and any(each.strip() for each in lines):
            break
        lines.append(line)
    words = "".join(c for c in "\n".join(lines) if c.isprintable() or c in "\n\t")
    return re.sub(r"\n{3,}", "\n\n", words).strip()[:LONGEST_TEXT]


def _kind(mail: Message, sender: str, ours: set[str]) -> MailKind:
    """Whether a person wrote it. RFC 3834 names the signs; the rest are habits of well-known senders."""
    if mail.get_content_type() == "multipart/report" and _parameter(mail, "report-type") == "delivery-status":
        return MailKind.BOUNCE
    said = _header(mail, "Auto-Submitted").lower()
    is_marked = any(_header(mail, name) for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
    precedence = _header(mail, "Precedence").lower()
    if sender.lower() in ours or is_marked or precedence in ("bulk", "junk", "list", "auto_reply"):
        return MailKind.AUTOMATIC
    if (said and said.partition(";")[0].strip() != "no") or _NO_PERSON.match(sender):
        return MailKind.AUTOMATIC
    return MailKind.AUTOMATIC if _header(mail, "Return-Path").strip() == "<>" else MailKind.PERSON


def _failures(mail: Message) -> list[Message]:
    """What the report says of recipients for whom it failed for good; “delayed” does not."""
    return [
        part
        for part in _status_parts(mail)
        if str(part.get("Action", "")).strip().lower() == "failed" and _status(part).startswith("5")
    ]


def _status(part: Message) -> str:
    """The status that the report gives; where that tells nothing (5.0.0), the one that the other server gave."""
    status = str(part.get("Status", "5")).strip()
    detail = code_in(str(part.get("Diagnostic-Code", ""))) if status in ("5", "5.0.0") else None
    return f"5.{detail[0]}.{detail[1]}" if detail else status


def _reason(mail: Message) -> str:
    said = [str(part.get("Diagnostic-Code") or part.get("Status") or "") for part in _status_parts(mail)]
    return _line(next((each for each in said if each), ""), 300)


def _status_parts(mail: Message) -> list[Message]:
    found: list[Message] = []
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            inner = part.get_payload()
            found += [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []
    return found


def _marks(mail: Message) -> str:
    """Where a mark that answers to a mail of ours stands: in its addresses and its thread, never in its text."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "In-Reply-To", "References")
    return " ".join(_header(mail, name) for name in names)


def _text(mail: Message) -> str:
    plain = _part(mail, "plain")
    return plain if plain.strip() else _Stripped.of(_part(mail, "html"))


def _part(mail: Message, kind: str) -> str:
    try:
        found = mail.get_body((kind,)) if isinstance(mail, EmailMessage) else None
        content = found.get_content() if found else ""
    except UNREADABLE:
        return ""
    return content[: 5 * LONGEST_TEXT] if isinstance(content, str) else ""


def _files(mail: Message) -> Iterable[Attached]:
    kept = 0
    for part in mail.walk():
        name = _filename(part)
        if part.is_multipart() or not (name or part.get_content_maintype() == "image") or kept == MOST_FILES:
            continue
        try:
            content = part.get_payload(decode=True)
        except UNREADABLE:
            content = None
        if isinstance(content, bytes) and content:
            kept += 1
            yield Attached(_line(name or "attachment", 120), content)


def _filename(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except UNREADABLE:
        return ""


def _parameter(mail: Message, name: str) -> str:
    try:
        return str(mail.get_param(name) or "").lower()
    except UNREADABLE:
        return ""


def _header(mail: Message, name: str) -> str:
    try:
        return str(mail.get(name) or "")
    except UNREADABLE:
        return ""


def _line(text: str, most: int) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


class _Stripped(HTMLParser):
    """The words of a page, a line per block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    @classmethod
    def of(cls, html: str) -> str:
        """The text of an HTML body."""
        reader = cls()
        try:
            reader.feed(html)
            reader.close()
        except UNREADABLE:
            return ""
        return "".join(reader.parts)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; scripts and styles say nothing."""
        self._silent += tag in ("script", "style", "head")
        if tag in ("p", "div", "br", "li", "tr", "blockquote"):
            self.parts.append("\n> " if tag == "blockquote" else "\n")

    def handle_endtag(self, tag: str) -> None:
        """And ends."""
        self._silent -= tag in ("script", "style", "head") and self._silent > 0

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.parts.append(data)
