"""Saying a refusal in the reader's language."""

from django.utils.translation import gettext

from aftercare.kernel.errors import DomainError


def say(refusal: DomainError) -> str:
    """The refusal's sentence, with the words in it (states, actions, reasons) translated too."""
    facts = {
        name: gettext(value) if isinstance(value, str) and value else value for name, value in refusal.facts.items()
    }
    template = gettext(str(refusal.template))
    return template % facts if facts else template
