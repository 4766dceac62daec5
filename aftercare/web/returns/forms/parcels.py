"""Helping the goods on their way: tracking, pick-up, giving up."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.parcels.models import Parcel as ParcelOfCase
from aftercare.parcels.rules.reading import read_scan
from aftercare.parcels.terms import Event, ScanStatus
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.models import Return
from aftercare.returns.terms import Method
from aftercare.web.kit.parts import Option
from aftercare.web.tracking import SCAN
from aftercare.web.words import METHOD


class ShipForm(forms.Form):
    """Which carrier has the parcel, under which number."""

    method = forms.ChoiceField(
        label=_("How do the goods come?"),
        widget=forms.RadioSelect,
        choices=[
            (Method.OWN.value, Option(METHOD[Method.OWN])),
            (Method.REFUSED_DELIVERY.value, Option(METHOD[Method.REFUSED_DELIVERY], _("the first parcel turns round"))),
        ],
    )
    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(
        label=_("Tracking number"), max_length=60, help_text=_("It stands on the carrier's receipt.")
    )

    def __init__(self, returning: Return, data: Mapping[str, str] | None = None) -> None:
        known = {"carrier": returning.carrier, "tracking_number": returning.tracking_number, "method": Method.OWN.value}
        super().__init__(data, initial=known)
        if returning.method or not returning.not_received:
            del self.fields["method"]

    def parcel(self) -> Parcel:
        """The answers in the domain's words."""
        told = self.cleaned_data
        return Parcel(told["carrier"], told["tracking_number"], Method(told.get("method") or Method.OWN))


class MissedForm(forms.Form):
    """What happened, or did not."""

    remark = forms.CharField(
        label=_("What happened?"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class CallOffForm(forms.Form):
    """A confirmation; there is nothing to fill in."""


class ScanForm(forms.Form):
    """What the carrier's own page says of a parcel."""

    tracking_number = forms.ChoiceField(label=_("Parcel"))
    status = forms.ChoiceField(
        label=_("What happened"), choices=[(str(one), SCAN[one].label) for one in ScanStatus], widget=forms.RadioSelect
    )
    at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, parcels: Sequence[ParcelOfCase], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.parcels = {parcel.tracking_number: parcel for parcel in parcels if parcel.carrier}
        self.fields["tracking_number"] = forms.ChoiceField(
            label=_("Parcel"), choices=[(number, str(parcel)) for number, parcel in self.parcels.items()]
        )

    def parcel(self) -> ParcelOfCase:
        """The parcel that is meant."""
        return self.parcels[self.cleaned_data["tracking_number"]]

    def event(self) -> Event:
        """The scan; written down twice it is one, since its own words are what it is known by."""
        said = {name: str(self.cleaned_data[name]) for name in ("tracking_number", "status", "place", "note")}
        found = read_scan({**said, "at": self.cleaned_data["at"].isoformat()}, 1)
        assert isinstance(found, Event)
        return found


class CancelForm(forms.Form):
    """Whether the buyer really gives up, and what colleagues should know of it."""

    note = forms.CharField(
        label=_("Note for colleagues"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
