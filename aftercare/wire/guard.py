"""The last look before a question leaves: where the name leads at this moment."""

import ipaddress
import socket
from urllib.parse import SplitResult

from aftercare.wire.addresses import NOT_HTTPS, PRIVATE, fault_of_address, is_public


class Blocked(Exception):
    """The address may not be asked; the sentence says why."""


def addresses_of(parts: SplitResult, *, may_be_private: bool) -> list[str]:
    """The numeric addresses behind the host; raises Blocked when any may not be asked, OSError when none is known."""
    fault = fault_of_address(parts.geturl(), may_be_private=may_be_private)
    if fault:
        raise Blocked(fault)
    host, port = parts.hostname or "", parts.port or 443
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not may_be_private and not all(is_public(address) for address in found):
        raise Blocked(PRIVATE)
    if parts.scheme == "http" and not all(ipaddress.ip_address(a.partition("%")[0]).is_loopback for a in found):
        raise Blocked(NOT_HTTPS)
    return found
