"""What a document is found by: its tokens."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import phonenumbers

from aftercare.reporting.rules.folding import compact, fold, runs
from aftercare.reporting.terms import Draft, Source

LONGEST = 60
MOST = 600
SHORTEST_SUFFIX, LONGEST_SUFFIX = 4, 6

DOCK_MARK = "s#dock"
"""Marks cannot be typed: a word of a question never holds “#”."""

Tokens = dict[str, list[int]]
"""Token → its places. Only pairs of Chinese characters have places; phrases are made of them."""


def tokens_of(draft: Draft) -> Tokens:
    """Everything the document is found by, with the marks that narrow a search."""
    found: Tokens = {merchant_mark(draft.merchant): [], customer_mark(draft.customer): []}
    if draft.at_the_dock:
        found[DOCK_MARK] = []
    for token, place in _spelled(draft.source):
        if token in found or len(found) < MOST:
            places = found.setdefault(token, [])
            places.extend([place] if place else [])
    return found


def merchant_mark(merchant: int) -> str:
    """Stands in every document of a merchant."""
    return f"m#{merchant}"


def customer_mark(customer: int) -> str:
    """Stands in every document of a customer."""
    return f"c#{customer}"


def as_vector(tokens: Tokens) -> str:
    """The tokens as PostgreSQL reads a tsvector."""
    return " ".join(
        f"{quoted(token)}:{','.join(map(str, places))}" if places else quoted(token) for token, places in tokens.items()
    )


def quoted(token: str) -> str:
    """A lexeme in quotes, with quotes and backslashes in it doubled."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def pairs(run: str) -> list[str]:
    """Every two neighbouring characters; a single character stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _spelled(source: Source) -> Iterator[tuple[str, int]]:
    """Token and place, 0 for none; the most telling first."""
    singles = [
        *(t for text in source.identifiers for t in _identifier(text)),
        *(t for p in dict.fromkeys(source.phones) for t in _phone(p)),
    ]
    yield from ((token[:LONGEST], 0) for token in singles if token)
    yield from _words(source.words)


def _identifier(text: str) -> list[str]:
    whole = compact(fold(text))
    return [whole, *_suffixes(whole)]


def _suffixes(whole: str) -> list[str]:
    return [whole[-n:] for n in range(SHORTEST_SUFFIX, LONGEST_SUFFIX + 1) if n < len(whole)]


def _phone(text: str) -> list[str]:
    """E.164 digits, the national digits with and without the leading zero, and the last digits."""
    digits = "".join(char for char in text if char.isdigit())
    spellings = [digits, *_suffixes(digits)]
    try:
        parsed = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return spellings
    national = phonenumbers.national_significant_number(parsed)
    return [*spellings, national, f"0{national}"]


def _words(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    place = 1
    for text in texts:
        plain, sentences = _parts(text)
        yield from ((token, 0) for token in plain)
        for run in sentences:
            for pair in pairs(run) if len(run) > 1 else []:
                yield pair, place
                place += 1
            place += 1  # a gap, so that no phrase reaches from one run into the next


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens without place, and the runs of Chinese characters. Kept, since goods come again and again."""
    plain: list[str] = []
    sentences: list[str] = []
    for chunk in fold(text).split():
        parts = runs(chunk)
        words = [word for is_cjk, word in parts if not is_cjk]
        sentences += [word for is_cjk, word in parts if is_cjk]
        joined = [compact(chunk)] if len(parts) > 1 and len(words) == len(parts) else []
        plain += [word[:LONGEST] for word in (*words, *joined)]
    return (*plain, *"".join(sentences)), tuple(sentences)
