"""Giving a buyer the return address while he is on the phone: beside the form that opens his return."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.org.models import ReturnAddress


class OnTheSpotForm(forms.Form):
    """Whether to approve at once, where the goods go, what to write, and why if it is above one's limit."""

    at_once = forms.BooleanField(
        label=_("Approve it now and write the buyer where to send the goods"),
        required=False,
        help_text=_("Within what you may promise by yourself. Finance still looks before money goes."),
    )
    address = forms.ChoiceField(label=_("Return to"), required=False)
    message = forms.CharField(
        label=_("Message to the buyer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Address, phone and service number are put below it."),
    )
    why_more = forms.CharField(
        label=_("Why more than your limit?"),
        required=False,
        max_length=1000,
        help_text=_("Only above your limit: it then goes up for a decision at once."),
    )

    def __init__(self, addresses: Sequence[ReturnAddress], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.known = {str(one.pk): one for one in addresses}
        field = self.fields["address"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, f"{one.name} · {one.street}, {one.city}") for pk, one in self.known.items()]
        if data is None:
            self.initial["message"] = gettext("I am sorry for the trouble. Please send the goods to this address:")

    @property
    def is_wanted(self) -> bool:
        """Whether the box is ticked."""
        return bool(self.is_bound and self.is_valid() and self.cleaned_data["at_once"])

    @property
    def address_meant(self) -> ReturnAddress | None:
        """The chosen address; None when there is none to choose."""
        return self.known.get(self.cleaned_data["address"])
