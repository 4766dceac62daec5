"""Saying a refusal in the reader's language."""

from datetime import date

from django.utils import dateformat
from django.utils.translation import get_language, gettext

from aftercare.kernel.errors import DomainError

DAY_FORMATS = {"en": "j M Y", "zh": "Y-m-d", "es": "j b Y"}
"""Django date format of a day by language; Chinese uses digits, Spanish writes months small."""


def say(refusal: DomainError) -> str:
    """The refusal's sentence, with the words in it (states, actions, reasons, days) in the reader's language too."""
    facts = {name: _said(value) for name, value in refusal.facts.items()}
    template = gettext(str(refusal.template))
    return template % facts if facts else template


def said_day(on: date) -> str:
    """“11 Mar 2026” as the reader's language writes it."""
    return dateformat.format(on, DAY_FORMATS.get((get_language() or "en")[:2], DAY_FORMATS["en"]))


def _said(value: object) -> object:
    if isinstance(value, date):
        return said_day(value)
    return gettext(value) if isinstance(value, str) and value else value
