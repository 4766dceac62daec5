"""What a form says of an answer that does not fit, in the words of this house."""

from django.core import validators
from django.utils.translation import gettext_lazy as _


def speak_plainly() -> None:
    """Let every form say what to enter, wherever it has no sentence of its own; Django's stock words say “Ensure”."""
    validators.MinValueValidator.message = _("Enter %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("Enter %(limit_value)s or less.")
    validators.MaxLengthValidator.message = _("Too long: %(show_value)s characters, and %(limit_value)s at most.")
