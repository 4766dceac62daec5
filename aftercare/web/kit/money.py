"""Money as it is typed: “732.80”, “1,732.80”, “732,80”; never rounded behind the writer's back."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from aftercare.kernel.money import digits, to_minor
from aftercare.web.kit.figures import symbol
from aftercare.web.kit.parts import Text

_AMOUNT = re.compile(r"-?\d{1,13}(?:\.\d*)?")


class MoneyField(forms.CharField):
    """An amount in minor units of a currency."""

    def __init__(self, *, currency: str, label: Text = "", required: bool = True) -> None:
        super().__init__(label=label, required=required, max_length=24, empty_value="")
        self.currency = currency
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: str | None) -> int | None:
        """Minor units, None for nothing typed; raises ValidationError with a sentence."""
        text = super().clean(value)
        return self._minor(text) if text else None

    def _minor(self, text: str) -> int:
        plain = _with_point(text.replace(symbol(self.currency).strip(), "").replace("¥", ""))
        if not _AMOUNT.fullmatch(plain):
            raise ValidationError(_("“%(text)s” is not an amount."), params={"text": text}, code="no_amount")
        places = digits(self.currency)
        if Decimal(plain) != round(Decimal(plain), places):
            raise ValidationError(_("Use at most %(places)d decimals."), params={"places": places}, code="too_fine")
        return to_minor(plain, self.currency)


def _with_point(text: str) -> str:
    """The number with a point for its decimals: whichever of comma and point stands last, and only once, divides."""
    bare = re.sub(r"[\s'’]", "", text)
    last = max(bare.rfind(","), bare.rfind("."))
    if last < 0 or bare.count(bare[last]) > 1 or (bare[last] == "," and "." not in bare and len(bare) - last == 4):
        return re.sub(r"[.,]", "", bare)
    return re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :]
