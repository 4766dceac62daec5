"""The words that messages begin with, in every language; an installation changes them on its settings page."""

from collections.abc import Mapping

from aftercare.notifications.terms import Words
from aftercare.notifications.wording import en, es, zh_hans, zh_hant

DEFAULTS: Mapping[str, Mapping[str, Words]] = {
    "en": en.WORDS,
    "zh-hans": zh_hans.WORDS,
    "zh-hant": zh_hant.WORDS,
    "es": es.WORDS,
}
"""By language and event."""


def default_words(event: str, language: str) -> Words:
    """What an event's message says while nobody has changed it; English for a language that we do not speak."""
    return DEFAULTS.get(language, en.WORDS)[event]
