"""Addresses as mail servers are told them: the domain in ASCII (IDNA), the rest as it is where a server takes that."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8

from aftercare.notifications.rules.domains import AMBIGUOUS


class NoAddress(ValueError):
    """Nothing can be sent to it; the sentence says why."""


def wired(address: str) -> str:
    """The address with its domain as the mail's headers and the server take it; raises NoAddress."""
    user, _at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    if any(letter in domain for letter in AMBIGUOUS):
        raise NoAddress(f"The domain {domain} can be written in two ways; write it as it is registered: “xn--…”.")
    try:
        return f"{user}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as wrong:
        raise NoAddress(f"The domain {domain} cannot be one: {wrong}.") from wrong


def needs_utf8(address: str) -> bool:
    """Whether a server must offer SMTPUTF8 for it (RFC 6531): there are letters beyond ASCII before the “@”."""
    return not address.rpartition("@")[0].isascii()


def named(name: str, address: str) -> Address:
    """Raises ValueError when the address cannot be one; the name loses what would end the header."""
    user, _at, domain = wired(address).rpartition("@")
    visible = "".join(c if c.isprintable() else " " for c in name)
    return Address(display_name=visible.strip(), username=user, domain=domain)


def why_not(address: str, name: str) -> str:
    """Why nothing can be sent to an address; empty when it can, be it by some servers only."""
    try:
        mail = EmailMessage(policy=SMTPUTF8)
        mail["To"] = named(name, address)
        mail.as_bytes()
    except Exception as wrong:  # the library stumbles in many ways over what is none
        return str(wrong) or type(wrong).__name__
    return "" if "@" in address else "It has no “@”."
