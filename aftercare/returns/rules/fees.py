"""What a merchant takes for a return where nothing is wrong with the goods: none, so much each, or per cent of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aftercare.kernel.money import is_currency
from aftercare.returns.rules.amounts import amount_for_accepted
from aftercare.returns.rules.triggers import Claimant
from aftercare.returns.terms import FeeKind

_WHOLE = 10_000


@dataclass(frozen=True)
class FeeRule:
    """What buyers with this mark and this level owe for this reason; empty: any. `reason` is a reason's code.

    A fixed fee is `minor` units of `currency` for each request, and fits no other currency. A share is `basis_points`
    (hundredths of a per cent) of what is asked back for the goods. Kind NONE lets those off whom it fits.
    """

    kind: FeeKind
    minor: int = 0
    currency: str = ""
    basis_points: int = 0
    reason: str = ""
    mark: str = ""
    level: str = ""


@dataclass(frozen=True)
class Fee:
    """What the rule of this number takes, in minor units of the request's currency."""

    number: int
    minor: int


def decide_fee(rules: Sequence[FeeRule], claimant: Claimant, reason: str, *, named_only: bool = False) -> Fee | None:
    """The first rule that fits decides; None where none does. Never more than what is asked back.

    With `named_only` a rule takes something only for the reason that it names; those off whom it lets stay let off.
    """
    for number, rule in enumerate(rules, start=1):
        is_meant = not named_only or rule.reason or rule.kind == FeeKind.NONE
        if is_meant and _fits(rule, claimant, reason):
            return Fee(number, min(_reckoned(rule, claimant.amount_minor), claimant.amount_minor))
    return None


def spread(fee_minor: int, worths: Sequence[int]) -> list[int]:
    """The fee over lines in proportion to what each is worth; the parts add up to it, none above its line's worth."""
    left, whole, parts = fee_minor, sum(worths), []
    for worth in worths:
        part = left * worth // whole if whole else 0
        parts.append(part)
        left, whole = left - part, whole - worth
    return parts


def due_with(share_minor: int, asked_minor: int, pieces: int, *, came: int, coming: int) -> int:
    """What of a line's share of an agreed fee falls on pieces that come after `came` of all its `pieces` were accepted.

    What these took and what comes take together is never more than the share, and all of it once every piece is here.
    """
    return max(
        0, _taken(share_minor, asked_minor, pieces, came + coming) - _taken(share_minor, asked_minor, pieces, came)
    )


def _taken(share_minor: int, asked_minor: int, pieces: int, accepted: int) -> int:
    """By how much the accepted pieces give less than without the fee, as the count reckons both."""
    whole = amount_for_accepted(approved=asked_minor, promised=pieces, accepted=accepted)
    return whole - amount_for_accepted(approved=asked_minor - share_minor, promised=pieces, accepted=accepted)


def fees_from(told: Sequence[Mapping[str, Any]]) -> list[FeeRule]:
    """The rules as a policy keeps them."""
    return [FeeRule(**{**one, "kind": FeeKind(one["kind"])}) for one in told]


def fees_to(rules: Sequence[FeeRule]) -> list[dict[str, Any]]:
    """The rules as a policy keeps them, from rules."""
    return [{**asdict(one), "kind": str(one.kind)} for one in rules]


def are_sound(rules: Sequence[FeeRule]) -> bool:
    """Whether each takes something that can be taken: an amount with its currency, or up to the whole price."""
    return all(_is_sound(rule) for rule in rules)


def _is_sound(rule: FeeRule) -> bool:
    if rule.kind == FeeKind.FIXED:
        return rule.minor > 0 and is_currency(rule.currency)
    return rule.kind == FeeKind.NONE or 0 < rule.basis_points <= _WHOLE


def _fits(rule: FeeRule, claimant: Claimant, reason: str) -> bool:
    return (
        (not rule.reason or rule.reason == reason)
        and (not rule.mark or rule.mark in claimant.marks)
        and (not rule.level or rule.level == claimant.level)
        and (rule.kind != FeeKind.FIXED or rule.currency == claimant.currency)
    )


def _reckoned(rule: FeeRule, amount_minor: int) -> int:
    """Shares are rounded down, in the buyer's favour."""
    if rule.kind == FeeKind.PERCENT:
        return amount_minor * rule.basis_points // _WHOLE
    return rule.minor if rule.kind == FeeKind.FIXED else 0
