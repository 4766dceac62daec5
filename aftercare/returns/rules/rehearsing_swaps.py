"""What a change of how a merchant exchanges would have made of exchanges that are on file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from aftercare.returns.rules.rehearsing import Change


@dataclass(frozen=True)
class SwapTerms:
    """How a merchant exchanges: days until silence counts as receipt and until somebody asks, and two switches."""

    confirm_days: int | None
    follow_up_days: int | None
    advance_for_trusted: bool
    agent_releases: bool


@dataclass(frozen=True)
class PastSwap:
    """An exchange on file: the worth of its old goods, and how far it came.

    `word_after` is how long after the new goods left somebody said that they are there; `silent_for` how long nobody
    has said anything yet. Both are None before they left. `is_asked_for`: the warehouse was asked for new goods.
    """

    number: str
    amount_minor: int
    currency: str
    is_trusted: bool
    is_asked_for: bool
    is_completed: bool
    word_after: timedelta | None = None
    silent_for: timedelta | None = None


def rehearse_swaps(pasts: Iterable[PastSwap], before: SwapTerms, after: SwapTerms) -> tuple[int, list[Change]]:
    """How many were looked at, and what would have been otherwise."""
    changes = {about: Change(about) for about in ("receipt", "follow_up", "advance", "release")}
    looked = 0
    for past in pasts:
        looked += 1
        for about, how in _differences(past, before, after):
            changes[about].add(how, past)
    return looked, [change for change in changes.values() if change.seen]


def _differences(past: PastSwap, before: SwapTerms, after: SwapTerms) -> list[tuple[str, str]]:
    pairs = (
        ("receipt", _by_timer(past, before), _by_timer(past, after), ("timer", "word")),
        ("follow_up", _asked(past, before), _asked(past, after), ("asked", "unasked")),
        ("advance", _ahead(past, before), _ahead(past, after), ("first", "later")),
        ("release", _held(past, before), _held(past, after), ("held", "free")),
    )
    return [(about, words[0] if now else words[1]) for about, was, now, words in pairs if was != now]


def _by_timer(past: PastSwap, terms: SwapTerms) -> bool:
    """Whether silence would have counted as receipt before anybody said a word."""
    waited = past.word_after or past.silent_for
    return terms.confirm_days is not None and waited is not None and waited > timedelta(days=terms.confirm_days)


def _asked(past: PastSwap, terms: SwapTerms) -> bool:
    return terms.follow_up_days is not None and past.is_completed


def _ahead(past: PastSwap, terms: SwapTerms) -> bool:
    return terms.advance_for_trusted and past.is_trusted


def _held(past: PastSwap, terms: SwapTerms) -> bool:
    return terms.agent_releases and past.is_asked_for
