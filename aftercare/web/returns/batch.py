"""Several returns picked in the list: which of them can be approved as asked, and why the others cannot."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.kernel.actor import Actor
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.org.rules import REQUIRED_PARTS, missing_parts
from aftercare.returns.models import Return, ReturnLine, ReturnPolicy
from aftercare.returns.queries.detail import blocked_by, ceilings, policies_of
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.queries.several import lines_of_each
from aftercare.returns.terms import State
from aftercare.web.kit.parts import Text
from aftercare.web.words import PLAYED

MOST = 100
"""So many at once; more than anybody looks through before pressing."""

ENDED = _("It no longer waits for its first review.")
NO_ADDRESS = _("Its merchant has no complete return address.")
LESS_LEFT = _("Less than was asked for is left on the order; review it by itself.")


@dataclass(frozen=True)
class Picked:
    """A picked return; `refused` says why it cannot be approved in a batch."""

    returning: Return
    refused: Text = ""


@dataclass(frozen=True)
class Choice:
    """A merchant with several addresses to choose from."""

    merchant: str
    name: str
    addresses: Sequence[ReturnAddress]


@dataclass(frozen=True)
class Sum:
    """An amount of money, in minor units."""

    currency: str
    minor: int


@dataclass(frozen=True)
class Batch:
    """What the dialog shows; `addresses` are the complete ones by merchant id."""

    picked: Sequence[Picked]
    addresses: Mapping[int, Sequence[ReturnAddress]]

    @property
    def ready(self) -> list[Return]:
        """Those that can be approved as asked."""
        return [one.returning for one in self.picked if not one.refused]

    @property
    def left_out(self) -> list[Picked]:
        """The others."""
        return [one for one in self.picked if one.refused]

    @property
    def sums(self) -> list[Sum]:
        """What approving promises, per currency."""
        return sums(self.ready)

    @property
    def choices(self) -> list[Choice]:
        """Merchants whose goods may go to more than one place."""
        merchants = {returning.merchant_id: returning.merchant.name for returning in self.ready}
        return [
            Choice(name, address_field(pk), self.addresses[pk])
            for pk, name in merchants.items()
            if len(self.addresses[pk]) > 1
        ]


def read_batch(actor: Actor, ids: Iterable[int]) -> Batch:
    """The picked returns that the actor may see, the longest waiting first, in a constant number of queries."""
    found = visible_to(actor).filter(pk__in=list(ids)[:MOST]).select_related("merchant")
    returns = list(found.order_by("applied_at", "pk"))
    lines, policies = lines_of_each(returns), policies_of(returning.merchant_id for returning in returns)
    addresses = _complete_addresses(actor, policies)
    return Batch([_picked(actor, one, lines[one.pk], policies, addresses) for one in returns], addresses)


def sums(returns: Iterable[Return]) -> list[Sum]:
    """The goods' amounts together, per currency."""
    totals: Counter[str] = Counter()
    for returning in returns:
        totals[returning.currency] += returning.amount_minor
    return [Sum(currency, minor) for currency, minor in sorted(totals.items())]


def address_field(merchant_id: int) -> str:
    """The name under which a merchant's address is asked for."""
    return f"address-{merchant_id}"


def _picked(
    actor: Actor,
    returning: Return,
    lines: Sequence[ReturnLine],
    policies: Mapping[int, ReturnPolicy],
    addresses: Mapping[int, Sequence[ReturnAddress]],
) -> Picked:
    if returning.state != State.SUBMITTED:
        return Picked(returning, ENDED)
    played = blocked_by(actor, returning, "approve") if policies[returning.merchant_id].separate_people else None
    if played:
        return Picked(returning, PLAYED[played])
    if not addresses[returning.merchant_id]:
        return Picked(returning, NO_ADDRESS)
    most = ceilings(lines)
    return Picked(returning, LESS_LEFT if any(most[line.pk] < line.asked_minor for line in lines) else "")


def _complete_addresses(actor: Actor, merchants: Iterable[int]) -> dict[int, list[ReturnAddress]]:
    found: dict[int, list[ReturnAddress]] = {pk: [] for pk in merchants}
    for address in addresses_visible_to(actor).filter(merchant__in=list(found), is_active=True):
        if not missing_parts({part: str(getattr(address, part)) for part in REQUIRED_PARTS}):
            found[address.merchant_id].append(address)
    return found
