"""The code of a currency, as it is typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from aftercare.kernel.money import is_currency


class CurrencyField(forms.CharField):
    """A code of ISO 4217 in capitals; a code in which nobody pays is refused."""

    def __init__(self, **told: Any) -> None:
        super().__init__(max_length=3, **told)

    def clean(self, value: str | None) -> str:
        """The code, empty for nothing typed."""
        code = str(super().clean(value) or "").upper()
        if code and not is_currency(code):
            sentence = _("“%(code)s” is no currency; write it like EUR.")
            raise ValidationError(sentence, params={"code": code}, code="no_currency")
        return code
