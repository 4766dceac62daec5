"""When money goes back: the merchant's rule, and for which buyers it goes earlier."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aftercare.returns.terms import RefundTrigger

MERCHANT_RULE = "merchant_trigger"
TRUST_RULE = "trusted_buyer"
HELD_BY_FINANCE = "held_by_finance"
_ORDER = list(RefundTrigger)


@dataclass(frozen=True)
class Trust:
    """Buyers with this mark and this level get their money at `trigger`, for requests below an amount.

    Empty mark or level: any. `below_minor` counts minor units of `currency`; without a currency there is no limit.
    """

    trigger: RefundTrigger
    mark: str = ""
    level: str = ""
    below_minor: int = 0
    currency: str = ""


@dataclass(frozen=True)
class Claimant:
    """What the rules know of who asks, and for how much."""

    marks: Collection[str]
    level: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class Triggered:
    """When this return's money goes; `rule` is MERCHANT_RULE, or TRUST_RULE with the rule's number."""

    trigger: RefundTrigger
    rule: str


def decide_trigger(default: RefundTrigger, trusts: Sequence[Trust], claimant: Claimant) -> Triggered:
    """The first trusted-buyer rule that fits and pays earlier than the merchant does by default; else the default."""
    for number, trust in enumerate(trusts, start=1):
        if _fits(trust, claimant) and is_due(default, trust.trigger) and trust.trigger != default:
            return Triggered(trust.trigger, f"{TRUST_RULE}:{number}")
    return Triggered(default, MERCHANT_RULE)


def is_due(event: RefundTrigger, trigger: RefundTrigger) -> bool:
    """Whether at this event the money is due: the trigger is the event, or comes before it and was never seen."""
    return _ORDER.index(event) >= _ORDER.index(trigger)


def trusts_from(told: Sequence[Mapping[str, Any]]) -> list[Trust]:
    """The rules as a policy keeps them."""
    return [Trust(**{**one, "trigger": RefundTrigger(one["trigger"])}) for one in told]


def trusts_to(trusts: Sequence[Trust]) -> list[dict[str, Any]]:
    """The rules as a policy keeps them, from rules."""
    return [{**asdict(one), "trigger": str(one.trigger)} for one in trusts]


def _fits(trust: Trust, claimant: Claimant) -> bool:
    return all(holds for _what, holds in _conditions(trust, claimant))


def near_trust(default: RefundTrigger, trusts: Sequence[Trust], claimant: Claimant) -> tuple[Trust, str] | None:
    """The first rule that would have paid earlier but for one thing: his mark, his level, or the amount."""
    for trust in trusts:
        missing = [what for what, holds in _conditions(trust, claimant) if not holds]
        if len(missing) == 1 and is_due(default, trust.trigger) and trust.trigger != default:
            return trust, missing[0]
    return None


def _conditions(trust: Trust, claimant: Claimant) -> list[tuple[str, bool]]:
    below = trust.currency == claimant.currency and claimant.amount_minor < trust.below_minor
    return [
        ("mark", not trust.mark or trust.mark in claimant.marks),
        ("level", not trust.level or trust.level == claimant.level),
        ("amount", not trust.currency or below),
    ]
