"""A return address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.org.models import Merchant, ReturnAddress


class AddressForm(forms.Form):
    """Where goods go back to. Only the name is required: an address may be completed later."""

    merchant = forms.ModelChoiceField(Merchant.objects.none(), label=_("Merchant"), empty_label=_("Choose…"))
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"), max_length=80, help_text=_("Reviewers choose by it.")
    )
    contact = forms.CharField(label=_("Contact"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        required=False,
        help_text=_("Two letters, for example GB, CN or ES."),
        validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Two letters, for example GB."))],
    )
    operator = forms.CharField(
        label=_("Run by a logistics partner"),
        max_length=80,
        required=False,
        help_text=_("The partner's name. Empty: our own dock."),
    )
    offers_pickup = forms.BooleanField(label=_("A courier may fetch the goods for this address"), required=False)
    is_active = forms.BooleanField(label=_("May be given to buyers"), required=False, initial=True)

    def __init__(
        self, data: QueryDict | None = None, *, merchants: Iterable[Merchant], address: ReturnAddress | None = None
    ) -> None:
        super().__init__(data, initial=_answers(address) if address else None)
        if address:
            del self.fields["merchant"]
            return
        choices = list(merchants)
        field = self.fields["merchant"]
        field.queryset = Merchant.objects.filter(pk__in=[one.pk for one in choices]).order_by("name")  # type: ignore[attr-defined]
        if len(choices) == 1:
            field.initial = choices[0].pk

    def clean_country(self) -> str:
        """In capitals, as everybody writes it."""
        return str(self.cleaned_data["country"]).upper()

    def filled(self, address: ReturnAddress | None = None) -> ReturnAddress:
        """The address with the answers in it, not yet kept."""
        found = address or ReturnAddress()
        for name, value in self.cleaned_data.items():
            setattr(found, name, value)
        return found


def _answers(address: ReturnAddress) -> dict[str, Any]:
    return {name: getattr(address, name) for name in AddressForm.base_fields if name != "merchant"}
