"""Templates: text with `{{word}}`, and `{{#word}}…{{/word}}` for what is only said when the word has something to say.

A template can be wrong only while it is being written: `faults` finds everything, and `fill` never raises.
"""

import re
from collections.abc import Collection, Mapping

from aftercare.kernel.words import gettext_noop as _

_TAG = re.compile(r"{{\s*([#/]?)\s*([^{}]*?)\s*}}")
_PART = re.compile(r"{{\s*#\s*(\w+)\s*}}(.*?){{\s*/\s*\1\s*}}\n?", re.DOTALL)
_WORD = re.compile(r"{{\s*(\w+)\s*}}")

UNKNOWN = _("“%(word)s” is none of the words that this message knows: %(known)s.")
UNCLOSED = _("The part “%(word)s” is opened and never closed, or the other way round.")
BRACES = _("There are braces that belong to no word: “%(word)s”.")
NESTED = _("The part “%(word)s” stands inside another part; parts cannot be nested.")


def faults(text: str, known: Collection[str]) -> list[tuple[str, str]]:
    """What is wrong with a template: sentences with the word that each is about; empty when it can be used."""
    found: list[tuple[str, str]] = []
    open_part = ""
    for sign, word in _TAG.findall(text):
        if word not in known:
            found.append((UNKNOWN, word))
        elif sign == "#":
            found += [(NESTED, word)] if open_part else []
            open_part = word
        elif sign == "/":
            found += [(UNCLOSED, word)] if open_part != word else []
            open_part = ""
    if open_part:
        found.append((UNCLOSED, open_part))
    rest = _TAG.sub("", text)
    return found + [(BRACES, rest[max(rest.find(brace) - 10, 0) :][:24]) for brace in ("{{", "}}") if brace in rest]


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with its words filled in; one that is not known says nothing.

    What a word says is never read as a template, so a buyer cannot write one.
    """

    def part(found: re.Match[str]) -> str:
        return found[2] if words.get(found[1]) else ""

    return _WORD.sub(lambda found: words.get(found[1], ""), _PART.sub(part, text))


def one_line(text: str) -> str:
    """A subject: without line breaks and control characters, so that nobody adds a header by it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
