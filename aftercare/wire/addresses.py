"""Where another system may stand: on the public network, by https. What somebody types must not reach inside."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from aftercare.kernel.words import gettext_noop as _

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
NO_ADDRESS = _("This is no web address.")
NOT_HTTPS = _("The address must begin with https://.")
TOO_MUCH = _("The address must hold no name, password, “?” or “#”.")
PRIVATE = _("The address leads into a private network.")


def fault_of_address(url: str, *, may_be_private: bool) -> str:
    """What is wrong with an address as it is written; empty when nothing. Where its name leads is another matter."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return NO_ADDRESS
    if not host or any(c.isspace() or not c.isprintable() for c in url):
        return NO_ADDRESS
    if parts.username or parts.password or parts.fragment or parts.query:
        return TOO_MUCH
    if parts.scheme == "http" and may_be_private and is_this_machine(host):
        return ""
    if parts.scheme != "https":
        return NOT_HTTPS
    return PRIVATE if not may_be_private and _is_written_private(host) else ""


def is_same_place(one: str, other: str) -> bool:
    """Whether two addresses lead to the same server by the same way; what stands behind the host does not matter."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url.strip())
        return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", url, None


def is_public(address: str) -> bool:
    """Whether an address belongs to the public network, also when an older one is wrapped in it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _inside(found) if isinstance(found, IPv6Address) else None
    return all(one.is_global and not one.is_multicast for one in (found if inner is None else inner,))


def _inside(found: IPv6Address) -> IPv4Address | None:
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)


def is_this_machine(host: str) -> bool:
    """Whether a host as it is written names the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_written_private(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost"
