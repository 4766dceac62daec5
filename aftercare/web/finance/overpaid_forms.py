"""What is said about money that a buyer owes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.billing.commands.overpaid import CameBack
from aftercare.billing.models import Overpaid
from aftercare.billing.terms import BY_HAND, PayMethod
from aftercare.web.kit.money import MoneyField
from aftercare.web.words import PAY_METHOD


class CameBackForm(forms.Form):
    """Money that came back from a buyer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("Way of payment"),
        choices=[(str(method), PAY_METHOD[method]) for method in BY_HAND],
        initial=PayMethod.BANK,
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("Under which the payment can be found at the bank. Each is used once."),
    )

    def __init__(self, *args: Any, owed: Overpaid, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["amount"] = MoneyField(currency=owed.currency, label=_("Amount"))
        self.order_fields(["version", "amount", "method", "reference"])

    def came(self) -> CameBack:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return CameBack(said["amount"], said["method"], said["reference"])


class ProposeWriteOff(forms.Form):
    """Why the money should be let go."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A second person reads it and decides. It stays with the case."),
    )


class DecideWriteOff(forms.Form):
    """Whether it is let go."""

    version = forms.IntegerField(widget=forms.HiddenInput)
