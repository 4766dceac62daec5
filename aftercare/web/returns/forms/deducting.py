"""What shall be kept of a refund, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.returns.models import Return
from aftercare.web.kit.money import MoneyField


class DeductForm(forms.Form):
    """The buyer reads the words and answers on his page."""

    words = forms.CharField(
        label=_("What the buyer reads"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why you want to keep it. He agrees or refuses on his page."),
    )

    def __init__(self, returning: Return, data: Any = None) -> None:
        super().__init__(data)
        self.fields["amount"] = MoneyField(currency=returning.currency, label=_("To be kept"))
        self.order_fields(["amount", "words"])
