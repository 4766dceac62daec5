"""What a person typed or scanned, as a question to the index."""

from aftercare.reporting.rules.folding import compact, fold, runs
from aftercare.reporting.rules.tokens import LONGEST, pairs, quoted

MOST_CHARACTERS = 200
MOST_WORDS = 8
_SHORTEST_BEGINNING = 3
_SHORTEST_BEGINNING_OF_NUMBER = 4


def question(text: str, *, marks: list[list[str]] | None = None, is_ending: bool = False) -> str:
    """The text of a tsquery that finds documents with all the words, or with the whole text as one number.

    Each of `marks` is a list of which a document must carry one. Empty when nothing is asked that could be found.
    `is_ending` takes a text that `looks_like_ending` for just that, and for the beginning of nothing.
    """
    asked = quoted(_clean(text).strip()) if is_ending else _asked(text)
    if not asked:
        return ""
    narrow = [" | ".join(quoted(mark) for mark in either) for either in marks or []]
    return " & ".join(f"({part})" for part in [*narrow, asked])


def looks_like_ending(text: str) -> bool:
    """Whether somebody gave the last four digits of a number, which are kept as they are.

    As the beginning of numbers they fit hundreds of words of the index, ten times as costly to look up.
    """
    word = _clean(text).strip()
    return len(word) == _SHORTEST_BEGINNING_OF_NUMBER and word.isascii() and word.isdigit()


def looks_exact(text: str) -> str:
    """The text as somebody scans a number: upper case, no surrounding or inner space. Empty when it is none."""
    code = "".join(text[:MOST_CHARACTERS].split()).upper()
    return code if any(char.isdigit() for char in code) and code.isprintable() else ""


def _clean(text: str) -> str:
    return fold(text[:MOST_CHARACTERS])


def _asked(text: str) -> str:
    chunks = [chunk for chunk in _clean(text).split() if runs(chunk)][:MOST_WORDS]
    words = " & ".join(f"({_chunk(chunk)})" for chunk in chunks)
    whole = compact("".join(chunks))
    if len(chunks) > 1 and whole.isascii() and any(char.isdigit() for char in whole):
        return f"{words} | {_beginning(whole)}"
    return words


def _chunk(chunk: str) -> str:
    parts = runs(chunk)
    each = " & ".join(_part(is_cjk, word) for is_cjk, word in parts)
    if len(parts) > 1 and not any(is_cjk for is_cjk, _word in parts):
        return f"({each}) | {_beginning(compact(chunk))}"
    return each


def _part(is_cjk: bool, word: str) -> str:
    return f"({' <-> '.join(quoted(pair) for pair in pairs(word))})" if is_cjk else _beginning(word)


def _beginning(word: str) -> str:
    """Words that begin so; very short ones only as they are, since half the index begins with them."""
    shortest = _SHORTEST_BEGINNING_OF_NUMBER if word.isdigit() else _SHORTEST_BEGINNING
    return quoted(word[:LONGEST]) + (":*" if len(word) >= shortest else "")
