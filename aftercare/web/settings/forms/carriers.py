"""Carriers, service points, and when returns that stand still are told of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.kernel.money import from_minor, to_minor
from aftercare.org.commands.points import PointChoice
from aftercare.org.models import Merchant, ServicePoint
from aftercare.parcels.commands.carriers import CarrierChoice
from aftercare.parcels.commands.watching import Times
from aftercare.parcels.models import Carrier, WatchTimes
from aftercare.parcels.terms import CarrierKind
from aftercare.web.kit.currencies import CurrencyField
from aftercare.web.kit.parts import Option
from aftercare.web.tracking import CARRIER_KIND

_NOTES = {
    CarrierKind.MANUAL: _("Colleagues look at the carrier's page and write down what it says."),
    CarrierKind.CSV: _("An operator hands the carrier's files in at the parcels desk, or by the command line."),
    CarrierKind.HTTP: _("The carrier posts its scans here, signed with a secret that both sides know."),
}
WEEKDAYS = (
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
    (6, _("Saturday")), (7, _("Sunday")),
)  # fmt: skip


class CarrierForm(forms.Form):
    """The answers; the secret is asked for, never shown. `label_seen` is the next number as the page began with it."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Stands in the address that it posts to."))
    kind = forms.ChoiceField(
        label=_("How do its scans come?"),
        choices=[(str(kind), Option(CARRIER_KIND[kind], _NOTES[kind])) for kind in CarrierKind],
        widget=forms.RadioSelect,
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Signs every post. Empty: the one that is kept stays. It is never shown again."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    track_url = forms.CharField(
        label=_("Its own tracking page"),
        max_length=300,
        required=False,
        help_text=_("With {number} where the tracking number belongs."),
    )
    fetches = forms.BooleanField(label=_("Its couriers fetch parcels at the buyer's"), required=False)
    fetch_weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    fetch_spans = forms.CharField(
        label=_("In which spans"),
        max_length=120,
        required=False,
        help_text=_("Such as 09:00-13:00, 14:00-18:00. Empty: any time of the day."),
    )
    fetch_from_days = forms.IntegerField(label=_("Days ahead at the earliest"), min_value=1, max_value=60, initial=1)
    fetch_until_days = forms.IntegerField(label=_("Days ahead at the latest"), min_value=1, max_value=60, initial=14)
    is_contracted = forms.BooleanField(label=_("Carries on our account"), required=False)
    freight = forms.DecimalField(
        label=_("Freight per parcel"), min_value=0, max_digits=12, decimal_places=3, required=False,
        help_text=_("What the contract says. Empty: not set, and no cost is recorded."),
    )  # fmt: skip
    freight_currency = CurrencyField(label=_("Currency"), required=False)
    label_next = forms.CharField(
        label=_("Next number for prepaid labels"), max_length=40, required=False,
        help_text=_("Of the numbers that the carrier set aside for us, in sequence. Empty: no labels are made."),
    )  # fmt: skip
    label_seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    label_last = forms.CharField(label=_("Last number for prepaid labels"), max_length=40, required=False)
    is_enabled = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def choice(self) -> CarrierChoice:
        """The answers in the domain's words."""
        said = dict(self.cleaned_data)
        freight, currency = said.pop("freight"), said["freight_currency"]
        spans = [span.strip().replace("–", "-") for span in said.pop("fetch_spans").split(",") if span.strip()]
        minor = None if freight is None else to_minor(freight, currency or "EUR")
        if said.pop("label_seen") == said["label_next"]:
            said["label_next"] = None  # each label moves it on: it is changed only by who edits it
        return CarrierChoice(**{**said, "kind": CarrierKind(said["kind"])}, fetch_spans=spans, freight_minor=minor)


def carrier_answers(carrier: Carrier | None) -> dict[str, Any]:
    """What the form begins with; of the secret nothing."""
    if carrier is None:
        return {"kind": str(CarrierKind.MANUAL), "fetch_weekdays": [1, 2, 3, 4, 5]}
    kept = {name: getattr(carrier, name) for name in CarrierForm.base_fields if hasattr(carrier, name)}
    freight = carrier.freight_minor
    price = from_minor(freight, carrier.freight_currency) if freight is not None else None
    return {**kept, "fetch_spans": ", ".join(carrier.fetch_spans), "freight": price, "label_seen": carrier.label_next}


def carrier_mark(carrier: Carrier | None) -> dict[str, Any]:
    """What a save may undo: all of it but the next number, which moves with every label."""
    answers = carrier_answers(carrier and Carrier.objects.get(pk=carrier.pk))
    return {name: told for name, told in answers.items() if name not in ("label_next", "label_seen")}


class PointForm(forms.Form):
    """A shop or service point."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    code = forms.SlugField(label=_("Code"), max_length=40)
    merchant = forms.ModelChoiceField(
        Merchant.objects.order_by("name"), label=_("Merchant"), required=False, empty_label=_("All merchants")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    city = forms.CharField(label=_("City"), max_length=80)
    street = forms.CharField(label=_("Street"), max_length=200)
    hours = forms.CharField(label=_("Opening hours"), max_length=120, required=False)
    takes_returns = forms.BooleanField(label=_("Takes returned goods over"), required=False, initial=True)
    hands_out = forms.BooleanField(label=_("Hands out what was sent there"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def choice(self) -> PointChoice:
        """The answers in the domain's words."""
        return PointChoice(**self.cleaned_data)


def point_answers(point: ServicePoint | None) -> dict[str, Any]:
    """What the form begins with."""
    return {name: getattr(point, name) for name in PointForm.base_fields} if point else {}


class WatchForm(forms.Form):
    """When somebody is told; an empty answer switches it off."""

    remind_days = forms.IntegerField(
        label=_("Days before goods are due"), min_value=0, max_value=60, required=False,
        help_text=_("So long before, the buyer is reminded. Empty: not set, and nobody is."),
    )  # fmt: skip
    quiet_days = forms.IntegerField(
        label=_("Days without a scan"), min_value=1, max_value=60, required=False,
        help_text=_("After so many, somebody should ask the carrier. Empty: not set."),
    )  # fmt: skip
    uncounted_hours = forms.IntegerField(
        label=_("Hours at the dock without a count"), min_value=1, max_value=720, required=False,
        help_text=_("After so many, the goods are told of. Empty: not set."),
    )  # fmt: skip
    unseen_days = forms.IntegerField(
        label=_("Days for a parcel that nobody has scanned"), min_value=1, max_value=365,
        help_text=_("So long after the goods were due, the buyer is asked for it; seven days later the return ends."),
    )  # fmt: skip

    pays_first_freight = forms.BooleanField(label=_("Pays the way back of each buyer's first return"), required=False)

    def times(self) -> Times:
        """The answers in the domain's words."""
        return Times(**self.cleaned_data)


def watch_answers(times: WatchTimes) -> dict[str, Any]:
    """What the form begins with."""
    return {name: getattr(times, name) for name in WatchForm.base_fields}
