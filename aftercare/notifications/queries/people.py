"""Whom a message reaches: by which address, in which language, by which clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Lower
from phonenumbers import NumberParseException, parse
from phonenumbers.timezone import time_zones_for_number

from aftercare.customers.models import Customer
from aftercare.notifications.models import Block, Preference
from aftercare.notifications.rules.domains import compared, spellings
from aftercare.notifications.rules.people import block_of, can_be_kept, domain_of, language_of
from aftercare.notifications.terms import BUYER, ChannelKind, Event, Why
from aftercare.org.models import Member
from aftercare.org.roles import CONFINED_ROLES
from aftercare.rows.asking import Ahead, ahead, ask
from aftercare.rows.columns import array_text


@dataclass(frozen=True)
class Bought:
    """Whoever bought, with the name and phone number that he gave there."""

    customer: Customer
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who is told. `off` are the channels and events that he declined."""

    key: str
    role: str
    name: str
    language: str
    zone: str
    email: str = ""
    phone: str = ""
    member_id: int | None = None
    customer_id: int | None = None
    off: frozenset[str] = frozenset()
    digest: bool = False

    def address(self, channel: str) -> str:
        """Where he is reached by this channel; empty when nowhere. Chat goes to a room, under his name."""
        if channel == ChannelKind.EMAIL:
            return self.email
        return self.phone if channel == ChannelKind.SMS else (self.email or self.name)


class Directory:
    """People of one batch, each looked up once."""

    def __init__(self) -> None:
        self._staff: dict[tuple[frozenset[str], int | None], list[Member]] = {}
        self._chosen: dict[int, Preference | None] = {}

    def expect(self, customers: Iterable[int]) -> None:
        """What these buyers have chosen is read in one query, before they are asked for one by one."""
        wanted = set(customers) - self._chosen.keys()
        self._chosen |= dict.fromkeys(wanted)
        for found in Preference.objects.filter(customer__in=wanted) if wanted else ():
            self._chosen[found.customer_id or 0] = found

    def buyer(self, bought: Bought) -> Person:
        """Whoever bought."""
        customer = bought.customer
        self.expect([customer.pk])
        chosen = self._chosen[customer.pk] or Preference()
        phone = customer.phone or bought.phone
        return Person(
            key=f"customer-{customer.pk}",
            role=BUYER,
            name=bought.contact or customer.name,
            language=language_of(customer.language, _own_language(customer), otherwise=settings.LANGUAGE_CODE),
            zone=chosen.zone or _zone_of_phone(phone) or settings.TIME_ZONE,
            email=customer.email or (customer.member.email if customer.member else ""),
            phone=phone,
            customer_id=customer.pk,
            off=frozenset(chosen.off),
        )

    def staff(self, roles: Iterable[str], merchant_id: int | None) -> list[Member]:
        """Active colleagues with any of the roles who may see cases of this merchant."""
        wanted = frozenset(roles)
        if (wanted, merchant_id) not in self._staff:
            found = Member.objects.filter(is_active=True, roles__overlap=list(wanted)).prefetch_related("merchants")
            self._staff[wanted, merchant_id] = [one for one in found if _serves(one, merchant_id)]
        return self._staff[wanted, merchant_id]


def preference_of(member_id: int) -> Preference:
    """How a colleague wants to be told; as everybody while he has not decided."""
    return Preference.objects.filter(member=member_id).first() or Preference(member_id=member_id)


def persons_of(members: Iterable[Member], role_of: dict[int, str]) -> list[Person]:
    """Colleagues as people to tell, each in the role that he is told in."""
    rows = list(members)
    if not rows:
        return []
    chosen = {row.member_id: row for row in Preference.objects.filter(member__in=rows)}
    return [_colleague(one, role_of[one.pk], chosen.get(one.pk) or Preference()) for one in rows]


def blocked() -> dict[str, str]:
    """Addresses and domains that nothing is sent to, as they are `compared`, with the reason."""
    return _by_address(Block.objects.values_list("address", "reason"))


def blocks_of(address: str) -> QuerySet[Block]:
    """What blocks this very address, or domain, in whatever spelling."""
    return Block.objects.alias(small=Lower("address")).filter(small__in=spellings(address)).order_by("pk")


def why_not(event: Event, person: Person, channel: str, blocks: Mapping[str, str]) -> str:
    """Why somebody is not sent an event by a channel; empty when he is."""
    address = person.address(channel)
    if not address:
        return Why.NO_ADDRESS
    if not can_be_kept(address):
        return Why.UNDELIVERABLE
    if channel in person.off or event.code in person.off:
        return Why.OPTED_OUT
    return block_of(address, blocks)


def block_on(address: str) -> str:
    """Why nothing is sent to this one address; empty when it may be."""
    return block_of(address, _by_address(ask(_BLOCKS, _spelled(address))))


def block_ahead(address: str) -> Ahead:
    """The same question, to be asked in one trip with others."""
    return ahead(_BLOCKS, _spelled(address))


_BLOCKS = "SELECT address, reason FROM notifications_block WHERE lower(address) = ANY($1::text[])"


def _spelled(address: str) -> str:
    """The address and its domain in every spelling, since rows stand as somebody wrote them."""
    return array_text([*spellings(address), *spellings(domain_of(address))])


def _by_address(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    return {compared(address): reason for address, reason in rows}


def _colleague(member: Member, role: str, chosen: Preference) -> Person:
    return Person(
        key=f"member-{member.pk}",
        role=role,
        name=member.name,
        language=language_of(member.language, otherwise=settings.LANGUAGE_CODE),
        zone=chosen.zone or settings.TIME_ZONE,
        email=member.email,
        member_id=member.pk,
        off=frozenset(chosen.off),
        digest=chosen.digest,
    )


def _serves(member: Member, merchant_id: int | None) -> bool:
    if not set(member.roles) & CONFINED_ROLES:
        return True
    return merchant_id is not None and any(one.pk == merchant_id for one in member.merchants.all())


def _own_language(customer: Customer) -> str:
    return customer.member.language if customer.member else ""


def _zone_of_phone(phone: str) -> str:
    """Where a phone number belongs, when that is one place: China and Spain tell, the United States do not."""
    try:
        zones = time_zones_for_number(parse(phone, None)) if phone.startswith("+") else ()
    except NumberParseException:
        return ""
    return zones[0] if len(zones) == 1 and "/" in zones[0] and not zones[0].startswith("Etc/") else ""
