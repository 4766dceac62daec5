"""How often somebody may try: counters that a crowd of simultaneous tries cannot slip past."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError
from aftercare.rows.turns import take_turn
from aftercare.rows.whole import whole

_OF_ONE_LINE = 64
"""Bits of an IPv6 address that a provider gives to one customer."""


class TooManyTries(DomainError):
    """Wait, then try again."""

    code = "too_many_tries"
    status = 429


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `per`, counted from fixed points in time."""

    name: str
    most: int
    per: timedelta


def spend(limit: Limit, who: str, *, at: datetime) -> None:
    """Count one try of `who`; raises TooManyTries when there are none left.

    The count stands even if the caller's work fails, so call this outside any transaction that may roll back.
    """
    if _count(limit, who, at) > limit.most:
        raise TooManyTries(_("Too many tries. Please wait a while, then try again."))


def give_back(limit: Limit, who: str, *, at: datetime) -> None:
    """Take a counted try of `who` back, where only misses count: counted first, so that no crowd slips past."""
    _count(limit, who, at, step=-1)


def address_of_asker(request: HttpRequest) -> str:
    """Where the request came from, as the sign-in library sees it behind the operator's proxies."""
    return str(get_adapter().get_client_ip(request))


def place_of_asker(request: HttpRequest) -> str:
    """The place that tries are counted by: the address, of the newer kind its first half, since a single line has all
    of the rest to itself.
    """
    said = address_of_asker(request)
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if isinstance(address, IPv4Address):
        return str(address)
    inner = address.ipv4_mapped
    return str(inner) if inner else str(ip_network((address, _OF_ONE_LINE), strict=False))


def _count(limit: Limit, who: str, at: datetime, step: int = 1) -> int:
    key = _key(limit, who, at)
    with whole():
        take_turn(key)
        count = max(0, int(cache.get(key, 0)) + step)
        cache.set(key, count, timeout=int(limit.per.total_seconds()))
    return count


def _key(limit: Limit, who: str, at: datetime) -> str:
    window = int(at.timestamp() // limit.per.total_seconds())
    return f"tries:{limit.name}:{window}:{who}"
