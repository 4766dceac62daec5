"""Whether our own mail server found that a mail's sender is who he says, by its `Authentication-Results` (RFC 8601).

Anything may stand in there but the verdicts themselves: the server repeats what the sender told it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage, Message

UNREADABLE = (ValueError, IndexError, LookupError, AttributeError, TypeError, RecursionError, UnicodeError)
"""What the library raises over a header that is none."""

_SPACES = re.compile(r"\s*([=;])\s*")
_METHOD = re.compile(r"([a-z0-9-]+)(?:/\d+)?=([a-z]+)")


@dataclass(frozen=True)
class Verdict:
    """What one check came to, and of whom: `header.from`, `header.d`, `smtp.mailfrom` …"""

    method: str
    result: str
    about: Mapping[str, str] = field(default_factory=dict)


def is_proven(mail: Message, sender: str, trusted: str) -> bool:
    """Whether the server `trusted` vouches for the sender. DMARC decides where it failed or passed; without it a
    signature or an envelope of the sender's own domain does.
    """
    if not trusted or not _is_only_sender(mail, sender):
        return False
    reports = [verdicts for each in _results(mail) if (verdicts := verdicts_of(each, trusted)) is not None]
    if any(one.method == "dmarc" and one.result == "fail" for verdicts in reports for one in verdicts):
        return False
    topmost = next(iter(_results(mail)), "")
    domain = _domain(sender)
    return any(_proves(one, domain) for one in verdicts_of(topmost, trusted) or ())


def verdicts_of(header: str, trusted: str) -> Sequence[Verdict] | None:
    """What the server said, without its comments and without what it quotes; None when another one said it."""
    server, _semicolon, said = _bare(header).partition(";")
    if server.split()[:1] != [trusted.lower()]:
        return None
    return [found for each in said.split(";") if (found := _verdict(each))]


def vouches(domain: str, sender: str) -> bool:
    """Whether who holds a domain also holds the sender's: it is the same, or the one above it.

    One below proves nothing without a list of who lets others have names under his own (like github.io).
    """
    return "." in domain and (sender == domain or sender.endswith(f".{domain}"))


def _proves(one: Verdict, sender: str) -> bool:
    if one.result != "pass":
        return False
    if one.method == "dmarc":  # it is about the sender that we read, or about another one in the same mail
        return vouches(_domain(one.about.get("header.from", sender)), sender)
    if one.method == "dkim":
        return vouches(_domain(one.about.get("header.d") or one.about.get("header.i", "")), sender)
    return one.method == "spf" and vouches(_domain(one.about.get("smtp.mailfrom", "")), sender)


def _is_only_sender(mail: Message, sender: str) -> bool:
    """Whether everybody who reads `From` reads this sender there, and no second one."""
    try:
        found = mail.get_all("From", [])
        addresses = getattr(found[0], "addresses", ()) if len(found) == 1 else ()
    except UNREADABLE:
        return False
    return "@" in sender and [each.addr_spec.lower() for each in addresses] == [sender.lower()]


def _results(mail: Message) -> list[str]:
    """As they came: decoded, a sender's “=?utf-8?…?=” could say anything in our server's name."""
    raw = mail.raw_items() if isinstance(mail, EmailMessage) else mail.items()
    return [str(value) for name, value in raw if name.lower() == "authentication-results"]


def _verdict(said: str) -> Verdict | None:
    words = said.split()
    found = _METHOD.fullmatch(words[0]) if words else None
    if found is None:
        return None
    about = (word.partition("=") for word in words[1:])
    return Verdict(found[1], found[2], {name: value for name, sign, value in reversed(list(about)) if sign})


def _bare(header: str) -> str:
    """Without comments and quoted words, in small letters; nothing when one of them does not end."""
    kept: list[str] = []
    depth, is_quoted, is_escaped = 0, False, False
    for c in header:
        if is_escaped:
            is_escaped = False
        elif c == "\\" and (depth or is_quoted):
            is_escaped = True
        elif is_quoted:
            is_quoted = c != '"'
        elif c == '"' and not depth:
            is_quoted = True
        elif c in "()":
            depth = max(0, depth + (1 if c == "(" else -1))
        elif not depth:
            kept.append(c)
    return "" if depth or is_quoted else _SPACES.sub(r"\1", "".join(kept)).lower()


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".")
