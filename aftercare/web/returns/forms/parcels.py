"""Helping the goods on their way: tracking, pick-up, giving up."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftercare.returns.commands.sending import PICKUP_DAYS_AHEAD, Parcel
from aftercare.returns.models import Return
from aftercare.returns.terms import Method
from aftercare.web.kit.parts import Option
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


class PickupForm(forms.Form):
    """On which day the goods are fetched."""

    day = forms.DateField(label=_("Day of the pick-up"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Mapping[str, str] | None = None, *, at: datetime) -> None:
        tomorrow = timezone.localdate(at) + timedelta(days=1)
        super().__init__(data, initial={"day": tomorrow})
        latest = timezone.localdate(at) + timedelta(days=PICKUP_DAYS_AHEAD)
        self.fields["day"].widget.attrs.update(min=tomorrow.isoformat(), max=latest.isoformat())


class CancelForm(forms.Form):
    """Whether the buyer really gives up, and what colleagues should know of it."""

    note = forms.CharField(
        label=_("Note for colleagues"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
