"""What is told at this desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.parcels.commands.telling import Told
from aftercare.parcels.models import Carrier
from aftercare.parcels.terms import Direction


class NumberForm(forms.Form):
    """Which case something belongs to."""

    number = forms.CharField(
        label=_("Service no. or order no."), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )


class ReasonForm(forms.Form):
    """Why something was decided so."""

    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea({"rows": 3}), help_text=_("It stays on record.")
    )


class SendBackForm(ReasonForm):
    """With whom a parcel goes back."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=60)
    field_order = ("carrier", "tracking_number", "reason")

    def parcel(self) -> Told:
        """The parcel in the domain's words."""
        return Told(self.cleaned_data["carrier"], self.cleaned_data["tracking_number"], Direction.OUT)


class FileForm(forms.Form):
    """A scan file, and whose it is."""

    carrier = forms.ModelChoiceField(Carrier.objects.none(), label=_("Carrier"), empty_label=None)
    file = forms.FileField(
        label=_("Scan file"),
        help_text=_("CSV in UTF-8 with the columns tracking_number, status, at; also event_id, place and note."),
    )

    def __init__(self, *args: Any, carriers: Iterable[Carrier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [carrier.pk for carrier in carriers]
        self.fields["carrier"].queryset = Carrier.objects.filter(pk__in=wanted).order_by("name")  # type: ignore[attr-defined]
