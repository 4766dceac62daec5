"""Several returns picked in the list: which of them can be approved as asked, and why the others cannot."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.flow.approving_several import Ahead, Approving
from aftercare.kernel.actor import Actor
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.org.rules import REQUIRED_PARTS, missing_parts
from aftercare.returns.models import Return, ReturnLine, ReturnPolicy
from aftercare.returns.queries.detail import blocked_by, ceilings, policies_of
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.queries.several import lines_of_each
from aftercare.returns.terms import WITHOUT_GOODS, State
from aftercare.web.kit.parts import Text
from aftercare.web.words import PLAYED

MOST = 100
"""So many at once; more than anybody looks through before pressing."""

ENDED = _("It no longer waits for its first review.")
NO_ADDRESS = _("Its merchant has no complete return address.")
LESS_LEFT = _("Less than was asked for is left on the order; review it by itself.")
UNDECIDED = _("A decision on this amount was asked for. It comes first.")
SHIPPED = _("The order has been shipped meanwhile. Reject this; the buyer can send it back.")
ABOVE_LIMIT = _("It is above what you may promise by yourself; review it by itself and ask for a decision.")


@dataclass(frozen=True)
class Picked:
    """A picked return and what approving it promises, in minor units; `refused` says why that goes not in a batch."""

    returning: Return
    minor: int = 0
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
    def ready(self) -> list[Picked]:
        """Those that can be approved as asked."""
        return [one for one in self.picked if not one.refused]

    @property
    def left_out(self) -> list[Picked]:
        """The others."""
        return [one for one in self.picked if one.refused]

    @property
    def sums(self) -> list[Sum]:
        """What approving promises, per currency."""
        return sums((one.returning.currency, one.minor) for one in self.ready)

    @property
    def choices(self) -> list[Choice]:
        """Merchants whose goods may go to more than one place."""
        sent = [one.returning for one in self.ready if one.returning.kind not in WITHOUT_GOODS]
        merchants = {returning.merchant_id: returning.merchant.name for returning in sent}
        return [
            Choice(name, address_field(pk), self.addresses[pk])
            for pk, name in merchants.items()
            if len(self.addresses[pk]) > 1
        ]


def read_batch(actor: Actor, ids: Iterable[int]) -> Batch:
    """The picked returns that the actor may see, the longest waiting first, in a constant number of queries."""
    found = visible_to(actor).filter(pk__in=list(ids)[:MOST]).select_related("merchant", "order")
    returns = list(found.order_by("applied_at", "pk"))
    lines, policies = lines_of_each(returns), policies_of(returning.merchant_id for returning in returns)
    addresses = _complete_addresses(actor, policies)
    approving, picked = Approving(actor, returns, policies), []
    for one in returns:
        refused = _refusal(actor, one, lines[one.pk], policies, addresses)
        picked.append(Picked(one, refused=refused) if refused else _foreseen(one, approving.next(one)))
    return Batch(picked, addresses)


def sums(amounts: Iterable[tuple[str, int]]) -> list[Sum]:
    """Amounts in minor units together, per currency."""
    totals: Counter[str] = Counter()
    for currency, minor in amounts:
        totals[currency] += minor
    return [Sum(currency, minor) for currency, minor in sorted(totals.items())]


def address_field(merchant_id: int) -> str:
    """The name under which a merchant's address is asked for."""
    return f"address-{merchant_id}"


def _refusal(
    actor: Actor,
    returning: Return,
    lines: Sequence[ReturnLine],
    policies: Mapping[int, ReturnPolicy],
    addresses: Mapping[int, Sequence[ReturnAddress]],
) -> Text:
    if returning.state != State.SUBMITTED:
        return ENDED
    played = blocked_by(actor, returning, "approve") if policies[returning.merchant_id].separate_people else None
    if played:
        return PLAYED[played]
    if returning.kind not in WITHOUT_GOODS and not addresses[returning.merchant_id]:
        return NO_ADDRESS
    most = ceilings(lines)
    return LESS_LEFT if any(most[line.pk] < line.asked_minor for line in lines) else ""


def _foreseen(returning: Return, ahead: Ahead) -> Picked:
    stands = ((ahead.waits_for_decision, UNDECIDED), (ahead.is_shipped, SHIPPED), (ahead.is_above_limit, ABOVE_LIMIT))
    return Picked(returning, ahead.total_minor, next((why for holds, why in stands if holds), ""))


def _complete_addresses(actor: Actor, merchants: Iterable[int]) -> dict[int, list[ReturnAddress]]:
    found: dict[int, list[ReturnAddress]] = {pk: [] for pk in merchants}
    for address in addresses_visible_to(actor).filter(merchant__in=list(found), is_active=True):
        if not missing_parts({part: str(getattr(address, part)) for part in REQUIRED_PARTS}):
            found[address.merchant_id].append(address)
    return found
